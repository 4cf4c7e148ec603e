// The on-disk cache of the results of each file. A result is valid while the file, the modules that
// it depends on, and the project's configuration are unchanged.
import type { FileReport, ReportedFinding } from '../model/report.ts';
import type { FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import type { ProjectFingerprint } from './project-fingerprint.ts';
import type { Store } from './store.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/** The result of checking one file. */
export interface CachedResult extends Pick<FileReport, 'findings' | 'failure'> {
  /** Heavy packages that the file can't defer itself; by name if the catalogue has them. */
  readonly needed: readonly (string | HeavyPackage)[];
  /** Why the file is skipped for its content. */
  readonly leftOut?: string;
  /** Other modules that the result depends on; absent if none was looked up. */
  readonly looked?: readonly string[];
}

/** The findings from the graph of the whole project. */
export interface ChainFindings {
  readonly files: readonly (readonly [path: string, findings: readonly ReportedFinding[]])[];
  /** Modules outside the project's files that belong to the graph. */
  readonly outside: readonly string[];
  /** The files that could not be analysed. */
  readonly failures: readonly Pick<FileReport, 'path' | 'failure'>[];
}

export const NO_CHAINS: ChainFindings = { files: [], outside: [], failures: [] };

export interface CheckCache {
  /**
   * The cached result of a file, or `nothing` if it had nothing to check; undefined if it must be
   * checked.
   */
  find(path: string, read: () => string | undefined): CachedResult | 'nothing' | undefined;
  /** Stores the result of a text. */
  put(path: string, text: string, look: CachedResult | 'nothing'): void;
  /** The findings from the graph, if nothing has changed since. */
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
  /** The modules that results of other files depend on. */
  readonly looked: readonly (readonly [path: string, stamp: FileStamp | null])[];
  readonly chains: ChainFindings;
}

/**
 * Opens the cached check results of a project.
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

  /** A module that other results depend on is compared by its stamp alone. */
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

/** Only this file writes the section, so checking that its parts exist is enough. */
function isStored(value: unknown): value is Stored {
  return (
    typeof value === 'object' &&
    value !== null &&
    'chains' in value &&
    'files' in value &&
    Array.isArray(value.files)
  );
}
