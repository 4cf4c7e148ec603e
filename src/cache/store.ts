// The cache of a project: one file in node_modules/.cache with a line for each section.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getCachePath, isUntouched, writeAtomically, type FileStamp } from './disk-cache.ts';
import type { FileStates } from './file-states.ts';
import { getOwnVersion } from './own-version.ts';

/**
 * `files`: which files exist; `check`: the results of each file; `graph`: what each module loads.
 */
type SectionName = 'files' | 'check' | 'graph';

/** A section as an earlier run wrote it. */
interface Section<T> {
  readonly value: T;
  /**
   * Whether a file is certainly unchanged since the section was written; null stands for a missing
   * file.
   */
  isUntouched(before: FileStamp | null, now: FileStamp | null): boolean;
}

export interface Store {
  /** Reads a section; undefined if this build has written none with these settings. */
  read<T>(name: SectionName, isShape: (value: unknown) => value is T): Section<T> | undefined;
  /** Replaces a section; {@link Store.save} writes it to disk. */
  write(name: SectionName, value: unknown): void;
  /** Writes the file atomically, if a section was replaced. Failure to write is ignored. */
  save(): void;
}

/** The first line of the file: its cache key, and the sections in the order of their lines. */
interface Header {
  readonly key: string;
  readonly sections: readonly SectionName[];
}

interface Line {
  readonly startedAt: number;
  readonly value: unknown;
}

/**
 * Opens the store of a project. The build is part of its cache key, so another build never uses it.
 * @param key what all sections depend on besides files: the configuration
 * @param isAnew whether to ignore the existing file, as it was unusable
 */
export function openStore(
  root: string,
  key: string,
  { startedAt }: FileStates,
  isAnew = false,
): Store {
  const wholeKey = `${getBuildId()} ${process.version} ${key}`;
  const path = getCachePath(root, 'project', wholeKey);
  let lines: Map<SectionName, Buffer> | undefined = isAnew ? new Map() : undefined;
  let isChanged = false;
  const getLines = (): Map<SectionName, Buffer> => (lines ??= readLines(path, wholeKey));
  return {
    read(name, isShape) {
      const line = parse(getLines().get(name));
      if (!isLine(line) || !isShape(line.value)) return undefined;
      return {
        value: line.value,
        isUntouched: (before, now) =>
          before === null || now === null
            ? before === now
            : isUntouched(before, now, line.startedAt),
      };
    },
    write(name, value) {
      const line: Line = { startedAt, value };
      getLines().set(name, Buffer.from(JSON.stringify(line), 'utf8'));
      isChanged = true;
    },
    save() {
      if (!isChanged || path === undefined) return;
      const header: Header = { key: wholeKey, sections: [...getLines().keys()] };
      const parts = [Buffer.from(JSON.stringify(header), 'utf8'), ...getLines().values()];
      writeAtomically(path, Buffer.concat(parts.flatMap((part) => [part, Buffer.of(LINE_END)])));
      isChanged = false;
    },
  };
}

/** Lines are not decoded until a section is read: most runs need one or two of them. */
function readLines(path: string | undefined, key: string): Map<SectionName, Buffer> {
  const bytes = readBytes(path);
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    start = end < 0 ? bytes.length : end + 1;
  }
  const header = parse(lines[0]);
  if (!isHeader(header) || header.key !== key) return new Map();
  return new Map(
    header.sections.flatMap((name, index) => {
      const line = lines[index + 1];
      return line === undefined ? [] : [[name, line] as const];
    }),
  );
}

const LINE_END = 10;

function readBytes(path: string | undefined): Buffer {
  try {
    return path === undefined ? Buffer.alloc(0) : readFileSync(path);
  } catch {
    return Buffer.alloc(0); // there is none yet
  }
}

function parse(line: Buffer | undefined): unknown {
  try {
    return line === undefined ? undefined : JSON.parse(line.toString('utf8'));
  } catch {
    return undefined; // broken
  }
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    'sections' in value &&
    Array.isArray(value.sections)
  );
}

function isLine(value: unknown): value is Line {
  return (
    typeof value === 'object' &&
    value !== null &&
    'startedAt' in value &&
    typeof value.startedAt === 'number' &&
    'value' in value
  );
}

let buildId: string | undefined;

/**
 * Identifies the build: by the version if installed, by the state of all its files in a checkout.
 */
function getBuildId(): string {
  return (buildId ??= findBuildId(fileURLToPath(new URL('..', import.meta.url))));
}

function findBuildId(folder: string): string {
  if (/[\\/]node_modules[\\/]/.test(folder)) return getOwnVersion();
  const hash = createHash('sha1');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!/(?<!\.d)\.[jt]s$/.test(name)) continue;
    const { mtimeMs, size } = statSync(join(folder, name));
    hash.update(`${name} ${String(mtimeMs)} ${String(size)}\n`);
  }
  return hash.digest('hex');
}
