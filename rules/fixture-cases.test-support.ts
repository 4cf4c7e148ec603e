// The fixture cases as every host of the checks needs them: the text, the configuration, the
// folder.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckOptions } from '../src/checks/define-check.ts';
import type { FixOptions } from '../src/checks/fix-options.ts';
import { checks } from '../src/checks/registry.ts';
import type { Configuration } from '../src/config/configuration.ts';
import type { Preset } from '../src/catalogue/types.ts';

/**
 * One case of `fixtures/checks/<id>/<case>/`, or a file of a project that is checked with the
 * defaults.
 */
export interface FixtureCase {
  readonly id: string;
  /** For people: relative to `fixtures`. */
  readonly name: string;
  /** The working directory of the host. */
  readonly cwd: string;
  readonly path: string;
  /** With its byte order mark. */
  readonly raw: string;
  readonly configuration: Configuration;
  readonly options: CheckOptions | undefined;
  readonly fixOptions: FixOptions;
}

interface CaseFile {
  readonly options?: CheckOptions;
  readonly fixOptions?: FixOptions;
  readonly preset?: Preset;
  readonly settings?: Configuration;
}

export const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** The folders of the cases of a check. */
export function listCaseFolders(id: string): readonly string[] {
  const folder = join(fixtures, 'checks', id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

/** All cases of all checks. */
export function readCases(): readonly FixtureCase[] {
  return checks.flatMap(({ id }) => listCaseFolders(id).flatMap((folder) => readCase(id, folder)));
}

/** The sources of the fixture backend, once for each check. */
export function readBackend(): readonly FixtureCase[] {
  const cwd = join(fixtures, 'backend');
  const files = readdirSync(join(cwd, 'src'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.ts'),
  );
  return checks.flatMap(({ id }) =>
    files.map((entry) => toCase(id, cwd, join(entry.parentPath, entry.name), {})),
  );
}

function readCase(id: string, folder: string): readonly FixtureCase[] {
  const name = readdirSync(folder).find((entry) => entry.startsWith('input.'));
  if (name === undefined) return [];
  const casePath = join(folder, 'case.json');
  const value: unknown = existsSync(casePath) ? JSON.parse(readFileSync(casePath, 'utf8')) : {};
  return [
    toCase(
      id,
      folder,
      join(folder, name),
      typeof value === 'object' && value !== null ? value : {},
    ),
  ];
}

function toCase(
  id: string,
  cwd: string,
  path: string,
  { options, fixOptions: fix = {}, preset, settings }: CaseFile,
): FixtureCase {
  const configuration = { ...settings, ...(preset && { preset }) };
  return {
    id,
    name: relative(fixtures, path),
    cwd,
    path,
    raw: readFileSync(path, 'utf8'),
    configuration,
    options,
    fixOptions: fix,
  };
}
