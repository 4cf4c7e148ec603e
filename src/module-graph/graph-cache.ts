// The on-disk cache of lexed, resolved and parsed modules. An entry is valid for one content of a
// file, resolutions only for the same project fingerprint, verdicts for the same settings. A cache
// that is broken, of another version or not writable is ignored.
import type { FileStamp } from '../cache/disk-cache.ts';
import type { FileStates } from '../cache/file-states.ts';
import type { LexedModule, ModuleVerdict } from './module-lexer.ts';
import type { ProjectFingerprint } from '../cache/project-fingerprint.ts';
import type { Store } from '../cache/store.ts';

/** The cached data of one file. */
export interface CacheEntry extends LexedModule {
  readonly hash: string;
  /** Node numbers of the cache, negative for no node. */
  readonly targets?: readonly (readonly number[])[];
  /** JSON, parsed on demand. */
  verdict?: string;
}

/** Kind and name of a node. */
type CacheNode = readonly [kind: string, name: string];

export interface GraphCache {
  /** The nodes that the entries' targets name; empty if the fingerprint has changed. */
  readonly nodes: readonly CacheNode[];
  /** The entry of a file, if the content of the file is unchanged. */
  find(path: string, read: () => string | undefined): CacheEntry | undefined;
  /** Stores the lexed module of a file. */
  put(path: string, read: () => string | undefined, lexed: LexedModule): CacheEntry;
  getVerdict(entry: CacheEntry): ModuleVerdict | undefined;
  putVerdict(entry: CacheEntry, verdict: ModuleVerdict): void;
  /** Writes the cache, if anything has changed. */
  save(
    nodes: readonly CacheNode[],
    getTargets: (path: string) => readonly (readonly number[])[] | undefined,
  ): void;
}

interface Row extends FileStamp {
  readonly entry: CacheEntry;
}

interface Stored {
  readonly fingerprint: ProjectFingerprint;
  readonly nodes: readonly CacheNode[];
  readonly files: readonly (readonly [path: string, row: Row])[];
}

/**
 * Opens the cached module graph of a project.
 * @param fingerprint everything but source text that decides how specifiers resolve
 */
export function openGraphCache(
  store: Store,
  fingerprint: ProjectFingerprint,
  { getStamp, getHash }: FileStates,
): GraphCache {
  const section = store.read('graph', isStored);
  const stored = section?.value;
  const hasSameSettings = stored?.fingerprint.settings === fingerprint.settings;
  const isSameProject = hasSameSettings && stored.fingerprint.files === fingerprint.files;
  const before = new Map(stored?.files);
  const rows = new Map<string, Row>();
  let isChanged = !isSameProject;
  return {
    nodes: isSameProject ? stored.nodes : [],
    find(name, read) {
      const row = before.get(name);
      const now = getStamp(name);
      if (!row || !now) return undefined;
      if (section?.isUntouched(row, now) !== true && getHash(name, read) !== row.entry.hash)
        return undefined;
      isChanged ||= row.mtimeMs !== now.mtimeMs;
      const { targets, verdict, ...lexed } = row.entry;
      const found = {
        ...lexed,
        ...(isSameProject && targets && { targets }),
        ...(hasSameSettings && verdict !== undefined && { verdict }),
      };
      rows.set(name, { mtimeMs: now.mtimeMs, size: now.size, entry: found });
      return found;
    },
    put(name, read, { imports, statics, requires }) {
      const { mtimeMs, size } = getStamp(name) ?? { mtimeMs: 0, size: 0 };
      const entry = { imports, statics, requires, hash: getHash(name, read) };
      rows.set(name, { mtimeMs, size, entry });
      isChanged = true;
      return entry;
    },
    getVerdict: ({ verdict }) =>
      verdict === undefined ? undefined : toVerdict(JSON.parse(verdict)),
    putVerdict(entry, verdict) {
      entry.verdict = JSON.stringify(verdict);
      isChanged = true;
    },
    save(nodes, getTargets) {
      if (!isChanged && rows.size === before.size) return;
      const kept = [...rows].map(([name, row]): readonly [string, Row] => {
        const targets = getTargets(name);
        return [name, targets ? { ...row, entry: { ...row.entry, targets } } : row];
      });
      store.write('graph', { fingerprint, nodes, files: kept } satisfies Stored);
      isChanged = false;
    },
  };
}

/** Only this file writes the section, so checking that its parts exist is enough. */
function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'fingerprint' in value &&
    'files' in value &&
    Array.isArray(value.files)
  );
}

function toVerdict(value: unknown): ModuleVerdict | undefined {
  return isVerdict(value) ? value : undefined;
}

function isVerdict(value: unknown): value is ModuleVerdict {
  return typeof value === 'object' && value !== null && 'startup' in value && 'prices' in value;
}
