// What looking into each file of a project came to, kept on the disk between runs. It counts for as
// long as the file, the modules that the
// answer hung on, and the project around them are the same.
import type { FileReport, ReportedFinding } from '../model/report.ts';
import type { FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import type { ProjectFingerprint } from './project-fingerprint.ts';
import type { Store } from './store.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/** What one look into a file came to. */
export interface CachedResult extends Pick<FileReport, 'findings' | 'failure'> {
  /**
   * Heavy packages that the file can't defer itself; those by their names that the catalogue knows.
   */
  readonly needed: readonly (string | HeavyPackage)[];
  /** Why the file is left out by what it holds. */
  readonly leftOut?: string;
  /** Other modules that the answer hung on; absent where none was asked for. */
  readonly looked?: readonly string[];
}

/** What was found over the graph of the whole project. */
export interface ChainFindings {
  readonly files: readonly (readonly [path: string, findings: readonly ReportedFinding[]])[];
  /** Modules outside the project's files that belong to the graph. */
  readonly outside: readonly string[];
  /** The files that could not be looked into for it. */
  readonly failures: readonly Pick<FileReport, 'path' | 'failure'>[];
}

export const NO_CHAINS: ChainFindings = { files: [], outside: [], failures: [] };

export interface CheckCache {
  /**
   * What is known of a file: a look, or `nothing` where there was nothing to look into. Undefined
   * where it has to be found out.
   */
  find(path: string, read: () => string | undefined): CachedResult | 'nothing' | undefined;
  /** Keeps what was found out of a text. */
  put(path: string, text: string, look: CachedResult | 'nothing'): void;
  /** What was found over the graph, where nothing has changed since. */
  getChains(): ChainFindings | undefined;
  /** Writes the cache, if anything has changed. */
  save(chains: ChainFindings): void;
}

interface Row extends FileStamp {
  readonly hash: string;
  readonly look?: CachedResult;
}

interface Stored {
  readonly fingerprint: ProjectFingerprint;
  readonly files: readonly (readonly [path: string, row: Row])[];
  /** The modules that were looked into from others. */
  readonly looked: readonly (readonly [path: string, stamp: FileStamp | null])[];
  readonly chains: ChainFindings;
}

/**
 * Opens what was kept of the checks of a project.
 * @param fingerprint everything but source text that the results depend on
 */
export function openCheckCache(
  store: Store,
  fingerprint: ProjectFingerprint,
  { getStamp, getHash }: FileStates,
): CheckCache {
  const section = store.read('check', isStored);
  const stored = section?.value;
  const hasSameSettings = stored?.fingerprint.settings === fingerprint.settings;
  const hasSameFiles = hasSameSettings && stored.fingerprint.files === fingerprint.files;
  const before = new Map(hasSameSettings ? stored.files : []);
  const lookedBefore = new Map(stored?.looked);
  const rows = new Map<string, Row>();
  let isChanged = !hasSameFiles;
  let isStale = !hasSameFiles;

  /** A module that is looked into from others is compared by its time alone. */
  const isAsBefore = (name: string): boolean => {
    const [then, now] = [lookedBefore.get(name), getStamp(name)];
    return then !== undefined && section?.isUntouched(then, now) === true;
  };
  const isCurrent = ({ looked }: CachedResult): boolean =>
    looked === undefined || (hasSameFiles && looked.every(isAsBefore));
  return {
    find(name, read) {
      const row = before.get(name);
      const now = getStamp(name);
      if (
        row &&
        now &&
        (section?.isUntouched(row, now) === true || getHash(name, read) === row.hash)
      ) {
        if (row.mtimeMs !== now.mtimeMs) isChanged = true;
        if (!row.look || isCurrent(row.look)) {
          rows.set(name, { ...row, ...now });
          return row.look ?? 'nothing';
        }
      }
      isStale = true;
      return undefined;
    },
    put(name, text, look) {
      const { mtimeMs, size } = getStamp(name) ?? { mtimeMs: 0, size: 0 };
      rows.set(name, {
        mtimeMs,
        size,
        hash: getHash(name, () => text),
        ...(look !== 'nothing' && { look }),
      });
      isChanged = true;
    },
    getChains() {
      if (!isStale && stored?.chains.outside.every(isAsBefore)) return stored.chains;
      isStale = true;
      return undefined;
    },
    save(chains) {
      if (!isChanged && !isStale && rows.size === before.size) return;
      const looked = new Set(
        [...rows.values()].flatMap((row) => row.look?.looked ?? []).concat(chains.outside),
      );
      store.write('check', {
        fingerprint,
        files: [...rows],
        looked: [...looked].map((name) => [name, getStamp(name)]),
        chains,
      } satisfies Stored);
    },
  };
}

/** Only this file writes the section: what has its parts has the shape. */
function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'chains' in value &&
    'files' in value &&
    Array.isArray(value.files)
  );
}
