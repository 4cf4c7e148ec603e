// What was lexed, resolved and parsed, kept on the disk between runs. An entry counts for the content that it was made of, resolutions
// only in the surroundings that they were made in. A cache that is broken, of another version or can't be written is none.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LexedModule, ModuleVerdict } from './module-lexer.ts';

/** Raised when the meaning of what is kept changes. */
const FORMAT = 1;
/** A file that was written this shortly before the cache may have changed again without its time showing it. */
const RACY_MS = 2000;

/** What is kept of one file. */
export interface CacheEntry extends LexedModule {
  readonly hash: string;
  /** By the numbers of the cache's nodes, or negative for what is no node. */
  readonly targets?: readonly (readonly number[])[];
  /** JSON, parsed when somebody asks. */
  verdict?: string;
}

/** Kind and name of a node. */
export type CacheNode = readonly [kind: string, name: string];

export interface BootCache {
  /** The nodes that the entries' targets name; empty in other surroundings than those that it was written in. */
  readonly nodes: readonly CacheNode[];
  /** The entry of a file, if the file still has the content that it was made of. */
  find(path: string, read: () => string | undefined): CacheEntry | undefined;
  /** Keeps what was lexed of a text. */
  put(path: string, text: string, lexed: LexedModule): CacheEntry;
  getVerdict(entry: CacheEntry): ModuleVerdict | undefined;
  putVerdict(entry: CacheEntry, verdict: ModuleVerdict): void;
  /** Writes the cache, if anything has changed. */
  save(nodes: readonly CacheNode[], getTargets: (path: string) => readonly (readonly number[])[] | undefined): void;
}

interface Row {
  readonly mtimeMs: number;
  readonly size: number;
  readonly entry: CacheEntry;
}

interface Stored {
  readonly key: string;
  readonly world: World;
  readonly writtenAt: number;
  readonly nodes: readonly CacheNode[];
  readonly files: readonly (readonly [path: string, row: Row])[];
}

/** The surroundings of a cache, as hashes: which files there are, and what configures them. */
interface World {
  readonly files: string;
  readonly settings: string;
}

/**
 * Opens the cache of a project, in its `node_modules/.cache/ballast`.
 * @param key what the entries hang on besides the content: the version, the configuration
 * @param files the project's files, which decide what specifiers mean
 */
export function openBootCache(root: string, key: string, files: readonly string[]): BootCache {
  const path = join(root, 'node_modules/.cache/ballast', `graph-${toHash(key).slice(0, 12)}.json`);
  const wholeKey = `${String(FORMAT)} ${process.version} ${key}`;
  const world = describeWorld(root, files);
  const stored = readStored(path, wholeKey);
  const hasSameSettings = stored?.world.settings === world.settings;
  const isSameWorld = hasSameSettings && stored.world.files === world.files;
  const before = new Map(stored?.files);
  const rows = new Map<string, Row>();
  let isChanged = !isSameWorld;
  return {
    nodes: isSameWorld ? stored.nodes : [],
    find(name, read) {
      const row = before.get(name);
      const stats = row && statSync(name, { throwIfNoEntry: false });
      if (!row || !stats) return undefined;
      const isUntouched = row.mtimeMs === stats.mtimeMs && row.size === stats.size && stats.mtimeMs < (stored?.writtenAt ?? 0) - RACY_MS;
      if (!isUntouched && toHash(read() ?? '') !== row.entry.hash) return undefined;
      isChanged ||= row.mtimeMs !== stats.mtimeMs;
      const { targets, verdict, ...lexed } = row.entry;
      const found = { ...lexed, ...(isSameWorld && targets && { targets }), ...(hasSameSettings && verdict !== undefined && { verdict }) };
      rows.set(name, { mtimeMs: stats.mtimeMs, size: stats.size, entry: found });
      return found;
    },
    put(name, text, { imports, statics, requires }) {
      const stats = statSync(name, { throwIfNoEntry: false });
      const entry = { imports, statics, requires, hash: toHash(text) };
      rows.set(name, { mtimeMs: stats?.mtimeMs ?? 0, size: stats?.size ?? 0, entry });
      isChanged = true;
      return entry;
    },
    getVerdict: ({ verdict }) => (verdict === undefined ? undefined : toVerdict(JSON.parse(verdict))),
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
      writeAtomically(path, JSON.stringify({ key: wholeKey, world, writtenAt: Date.now(), nodes, files: kept } satisfies Stored));
      isChanged = false;
    },
  };
}

/** Everything besides the texts that decides what specifiers mean: which files there are, manifests, compiler options, what is installed. */
export function describeWorld(root: string, files: readonly string[]): World {
  const list = createHash('sha1');
  const hash = createHash('sha1');
  const folders = new Set<string>();
  for (const file of files) {
    list.update(`${file}\n`);
    for (let at = dirname(file); !folders.has(at); at = dirname(at)) folders.add(at);
  }
  for (let at = root; !folders.has(at); at = dirname(at)) folders.add(at);
  for (const folder of [...folders].sort()) {
    for (const name of readNames(folder)) {
      const path = join(folder, name);
      if (name === 'node_modules') {
        const installed = readNames(path).filter((one) => one !== '.cache');
        if (installed.length === 0) continue;
        const states = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml'].map((state) => statSync(join(path, state), { throwIfNoEntry: false })?.mtimeMs);
        hash.update(`${path} ${installed.join()} ${states.join()}\n`);
      } else if (/^(?:(?:ts|js)config.*\.json|package\.json|pnpm-workspace\.yaml|lerna\.json)$/.test(name)) {
        hash.update(`${path}\n${readIfThere(path) ?? ''}\n`);
      }
    }
  }
  return { files: list.digest('hex'), settings: hash.digest('hex') };
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readStored(path: string, key: string): Stored | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isStored(value) && value.key === key ? value : undefined;
  } catch {
    return undefined; // none yet, or broken
  }
}

/** This file alone writes it, in one piece: what has the key has the shape. */
function isStored(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && 'key' in value && 'world' in value && 'files' in value && Array.isArray(value.files);
}

function toVerdict(value: unknown): ModuleVerdict | undefined {
  return isVerdict(value) ? value : undefined;
}

function isVerdict(value: unknown): value is ModuleVerdict {
  return typeof value === 'object' && value !== null && 'boot' in value && 'prices' in value;
}

/** Another run may write at the same time: each writes a file of its own, and the last one stays. */
function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${String(process.pid)}.${String(performance.now()).replace('.', '')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true }); // a cache that can't be written is none
  }
}

function toHash(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
