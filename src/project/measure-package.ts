// `ballast measure --package`: what importing one installed package costs, kept by name and version. No output.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getPackageName } from '../catalogue/specifier.ts';
import type { PackageMeasurement } from '../report/measure-report.ts';
import { MeasureError, measureImport } from './import-cost.ts';
import { UsageError } from './usage-error.ts';

/**
 * Measures the import of a package as files of a folder get it, or takes what was measured before with this version of both the
 * package and Node.
 * @param specifier a package, or a sub-path of one
 * @throws UsageError when it is not installed or can't be imported
 */
export async function runMeasurePackage(cwd: string, specifier: string, runs: number, signal?: AbortSignal): Promise<PackageMeasurement> {
  const name = getPackageName(specifier);
  if (name === undefined) throw new UsageError(`\`${specifier}\` names no package. Write \`name\` or \`@scope/name\`.`);
  const modules = findModules(cwd, name);
  if (modules === undefined) throw new UsageError(`\`${name}\` is not installed here. Install it, or run where it is.`);
  const version = readVersion(join(modules, name, 'package.json'));
  const path = join(modules, '.cache/ballast', `import-${specifier.replaceAll('/', '+')}@${version}-${process.platform}-${process.arch}-node-${process.versions.node}.json`);
  const kept = readKept(path);
  if (kept && kept.runs >= runs) return { ...kept, isKept: true };
  try {
    const measured: PackageMeasurement = { name: specifier, version, node: process.versions.node, runs, ...(await measureImport(cwd, [specifier], runs, signal)), isKept: false };
    keep(path, measured);
    return measured;
  } catch (error) {
    if (error instanceof MeasureError) throw new UsageError(`\`${specifier}\` can't be imported: ${error.message.replace(/^import: /, '').replace(/\.$/, '')}.`);
    throw error;
  }
}

/** The nearest `node_modules` that holds a package. */
function findModules(cwd: string, name: string): string | undefined {
  for (let at = cwd; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules', name, 'package.json'))) return join(at, 'node_modules');
    if (dirname(at) === at) return undefined;
  }
}

function readVersion(path: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}

function readKept(path: string): PackageMeasurement | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isMeasurement(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMeasurement(value: unknown): value is PackageMeasurement {
  const keys = ['name', 'version', 'node', 'runs', 'wallMs', 'cpuMs', 'rssMB', 'libraries'];
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

/** Where it can't be written, it is measured again next time. */
function keep(path: string, measured: PackageMeasurement): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, JSON.stringify(measured));
    renameSync(`${path}.${process.pid}`, path);
  } catch {
    // read-only, or full
  }
}
