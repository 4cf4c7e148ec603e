// The cost of importing packages, from fresh processes with and without the import.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getMedian } from '../model/median.ts';
import { run } from '../files/run-process.ts';

/** The cost of an import, relative to an empty process. */
export interface ImportCost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  /** The file names of the native libraries that it maps. */
  readonly libraries: readonly string[];
}

interface Usage extends ImportCost {
  /** The absolute paths of everything that is mapped. */
  readonly libraries: readonly string[];
}

const importLimitMs = 90_000;
const nativeLibrary = /\.(?:node|dylib|dll|so(?:\.\d+)*)$/;

/** Thrown for a package that can't be measured; the message gives the reason. */
export class MeasureError extends Error {}

/**
 * Imports specifiers in fresh processes that run in a folder.
 *
 * @param runs - how many processes with and without the import; the figures are medians
 * @throws MeasureError when the specifiers can't be imported
 */
export async function measureImport(
  folder: string,
  imported: readonly string[],
  runs: number,
  signal?: AbortSignal,
): Promise<ImportCost> {
  const empty: Usage[] = [];
  const full: Usage[] = [];
  // Alternate, so that a disturbance of the machine affects both.
  for (let index = 0; index < runs; index += 1) {
    empty.push(await importOnce(folder, [], signal));
    full.push(await importOnce(folder, imported, signal));
  }
  const getDifference = (key: 'wallMs' | 'cpuMs' | 'rssMB'): number =>
    Math.max(
      0,
      Math.round(
        getMedian(full.map((usage) => usage[key])) - getMedian(empty.map((usage) => usage[key])),
      ),
    );
  const libraries = (full[0]?.libraries ?? [])
    .filter((path) => isNativeLibrary(path, folder))
    .map((path) => basename(path));
  return {
    wallMs: getDifference('wallMs'),
    cpuMs: getDifference('cpuMs'),
    rssMB: getDifference('rssMB'),
    libraries: [...new Set(libraries)].sort(),
  };
}

/** Whether the specifiers can be imported at all. */
export async function canImport(folder: string, imported: readonly string[]): Promise<boolean> {
  return (await runProbe(folder, imported)).ok;
}

/**
 * Whether a mapped file is a native library of a package, not of Node or the system.
 *
 * @param folder - the folder of the project
 */
export function isNativeLibrary(path: string, folder: string): boolean {
  return (
    nativeLibrary.test(path) &&
    (path.endsWith('.node') || path.startsWith(folder) || /[\\/]node_modules[\\/]/.test(path))
  );
}

async function runProbe(
  folder: string,
  imported: readonly string[],
  signal?: AbortSignal,
): ReturnType<typeof run> {
  const probe = await readFile(
    fileURLToPath(new URL('./import-probe.js', import.meta.url)),
    'utf8',
  );
  return run(
    process.execPath,
    ['--input-type=module', '--eval', probe, '--', ...imported],
    folder,
    importLimitMs,
    signal,
  );
}

async function importOnce(
  folder: string,
  imported: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Usage> {
  const { ok, answer, errors } = await runProbe(folder, imported, signal);
  const usage: unknown = ok && answer !== '' ? JSON.parse(answer) : undefined;
  if (!isUsage(usage)) throw new MeasureError(`import: ${getReason(errors)}`);
  return usage;
}

function isUsage(value: unknown): value is Usage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'wallMs' in value &&
    'cpuMs' in value &&
    'rssMB' in value &&
    'libraries' in value
  );
}

/**
 * The most informative line of error output: a failed download, else an error with a message, else
 * what wasn't found, else any line.
 */
export function getReason(errors: string): string {
  const lines = errors
    .split('\n')
    .filter((line) => !line.startsWith('npm warn'))
    .map((line) => line.replace(/^npm error\s*/, '').trim());
  const signs = [
    /ENOTFOUND|ECONNREFUSED|ETIMEDOUT/,
    /^(?:\w*Error|error|fatal)\b.*: ./,
    /not found|cannot find|no matching/i,
    /./,
  ];
  const telling = signs
    .map((sign) => lines.find((line) => sign.test(line)))
    .find((line) => line !== undefined);
  return (telling ?? 'no reason given').slice(0, 200);
}
