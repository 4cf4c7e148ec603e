// Knows how to install one package in a project of its own and to measure what importing it costs.
// Must not know which packages there are, nor what the figures are for.
import { copyFile, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Candidate } from '../catalogue/candidates.ts';
import type { MeasuredPackage } from '../catalogue/catalogue.ts';
import { findNativeSigns } from '../catalogue/native-signs.ts';
import { run } from './catalogue-run.ts';

interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly libraries: readonly string[];
}

const runs = 5;
const installLimitMs = 4 * 60_000;
const importLimitMs = 90_000;
const nativeLibrary = /\.(?:node|dylib|dll|so(?:\.\d+)*)$/;

/** A package that can't be measured; the message says why. */
export class MeasureError extends Error {}

/**
 * Installs a package in a temporary project, measures its import and deletes the project.
 *
 * @param range - the version to install
 * @throws MeasureError when it can't be installed or imported
 */
export async function measurePackage(candidate: Candidate, range: string): Promise<MeasuredPackage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ballast-catalogue-')));
  try {
    const manifest = { name: 'ballast-catalogue-project', private: true, overrides: candidate.overrides ?? {} };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await copyFile(fileURLToPath(new URL('./catalogue-probe.js', import.meta.url)), join(folder, 'probe.mjs'));
    return await measureIn(folder, candidate, range);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function measureIn(folder: string, candidate: Candidate, range: string): Promise<MeasuredPackage> {
  const { name, stack } = candidate;
  const imported = [candidate.import ?? name].flat();
  await npm(folder, ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${range}`]);
  const installScripts = !(await canImport(folder, imported));
  if (installScripts) {
    await npm(folder, ['rebuild']);
    await importOnce(folder, imported);
  }
  const empty: Usage[] = [];
  const full: Usage[] = [];
  // In turn, so that a disturbance of the machine falls on both.
  for (let index = 0; index < runs; index += 1) {
    empty.push(await importOnce(folder, []));
    full.push(await importOnce(folder, imported));
  }
  const libraries = findNativeLibraries(folder, full[0]?.libraries ?? []);
  const installed = join(folder, 'node_modules', name);
  return {
    name,
    stack,
    version: await readVersion(installed),
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    imported,
    wallMs: getDifference(empty, full, 'wallMs'),
    cpuMs: getDifference(empty, full, 'cpuMs'),
    rssMB: getDifference(empty, full, 'rssMB'),
    nativeLibraries: libraries.length,
    libraries,
    nativeSigns: findNativeSigns(installed).length > 0,
    installScripts,
  };
}

async function npm(folder: string, args: readonly string[]): Promise<void> {
  const { ok, errors } = await run('npm', args, folder, installLimitMs);
  if (!ok) throw new MeasureError(`npm ${args[0] ?? ''}: ${getReason(errors)}`);
}

async function canImport(folder: string, imported: readonly string[]): Promise<boolean> {
  return (await run(process.execPath, ['probe.mjs', ...imported], folder, importLimitMs)).ok;
}

async function importOnce(folder: string, imported: readonly string[]): Promise<Usage> {
  const { ok, answer, errors } = await run(process.execPath, ['probe.mjs', ...imported], folder, importLimitMs);
  const usage: unknown = ok && answer !== '' ? JSON.parse(answer) : undefined;
  if (!isUsage(usage)) throw new MeasureError(`import: ${getReason(errors)}`);
  return usage;
}

function isUsage(value: unknown): value is Usage {
  return typeof value === 'object' && value !== null && 'wallMs' in value && 'cpuMs' in value && 'rssMB' in value && 'libraries' in value;
}

function findNativeLibraries(folder: string, paths: readonly string[]): readonly string[] {
  const own = paths.filter((path) => nativeLibrary.test(path) && (path.endsWith('.node') || path.startsWith(folder)));
  return [...new Set(own.map((path) => basename(path)))].sort();
}

async function readVersion(installed: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version).replace(/^v/, '') : 'unknown';
}

function getDifference(empty: readonly Usage[], full: readonly Usage[], key: 'wallMs' | 'cpuMs' | 'rssMB'): number {
  const difference = getMedian(full.map((usage) => usage[key])) - getMedian(empty.map((usage) => usage[key]));
  return Math.max(0, Math.round(difference));
}

function getMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

// The line that says most: a failed download, else an error with a message, else what isn't there.
function getReason(errors: string): string {
  const lines = errors.split('\n').filter((line) => !line.startsWith('npm warn')).map((line) => line.replace(/^npm error\s*/, '').trim());
  const signs = [/ENOTFOUND|ECONNREFUSED|ETIMEDOUT/, /^(?:\w*Error|error|fatal)\b.*: ./, /not found|cannot find|no matching/i, /./];
  const telling = signs.map((sign) => lines.find((line) => sign.test(line))).find((line) => line !== undefined);
  return (telling ?? 'no reason given').slice(0, 200);
}
