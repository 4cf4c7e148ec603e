// Installs one package in a temporary project and measures what importing it costs.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '../../catalogue/candidates.ts';
import { findNativeSigns } from '../../catalogue/native-signs.ts';
import { canImport, getReason, MeasureError, measureImport } from '../../packages/import-cost.ts';
import { run } from '../../files/run-process.ts';
import type { MeasuredPackage } from '../../catalogue/types.ts';

const runs = 5;
const installLimitMs = 4 * 60_000;

/**
 * Installs a package in a temporary project, measures its import and deletes the project.
 *
 * @param range - the version to install
 * @throws MeasureError when it can't be installed or imported
 */
export async function measurePackage(
  candidate: Candidate,
  range: string,
): Promise<MeasuredPackage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ballast-catalogue-')));
  try {
    const manifest = {
      name: 'ballast-catalogue-project',
      private: true,
      overrides: candidate.overrides ?? {},
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    return await measureIn(folder, candidate, range);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function measureIn(
  folder: string,
  candidate: Candidate,
  range: string,
): Promise<MeasuredPackage> {
  const { name, stack } = candidate;
  const imported = [candidate.import ?? name].flat();
  await npm(folder, ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${range}`]);
  const installScripts = !(await canImport(folder, imported));
  if (installScripts) {
    await npm(folder, ['rebuild']);
    await canImport(folder, imported); // so that the files are in memory for the first measured run
  }
  const { wallMs, cpuMs, rssMB, libraries } = await measureImport(folder, imported, runs);
  const installed = join(folder, 'node_modules', name);
  return {
    name,
    stack,
    version: await readVersion(installed),
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    imported,
    wallMs,
    cpuMs,
    rssMB,
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

async function readVersion(installed: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion ? String(manifest.version).replace(/^v/, '') : 'unknown';
}
