// Finds and reads the nearest configuration, and says in one line what is wrong with it.
import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lilconfig } from 'lilconfig';
import { isPackagePattern } from '../catalogue/specifier.ts';
import { configurationSchema, type Configuration } from './configuration.ts';
import { EXEMPTION_NAMES } from './exemptions.ts';
import { findProblem, type Problem } from './schema.ts';
import { UsageError } from '../files/usage-error.ts';

/** A configuration and the folder that its globs are relative to. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly root: string;
}

const NAMES = ['js', 'mjs', 'cjs', 'json'].map((extension) => `ballast.config.${extension}`);

/**
 * Reads the configuration nearest to a folder, upwards; without one, the defaults with `directory`
 * as the root.
 * @throws UsageError if it can't be read or is invalid
 */
export async function loadConfiguration(directory: string): Promise<LoadedConfiguration> {
  const toPlace = (path: string): string => relative(directory, path);
  const importModule = async (path: string): Promise<unknown> => {
    try {
      const module: unknown = await import(pathToFileURL(path).href);
      return isObject(module) && 'default' in module
        ? module['default']
        : { ...(isObject(module) ? module : {}) };
    } catch (error) {
      throw new UsageError(`${toPlace(path)} can't be loaded: ${toMessage(error)}`);
    }
  };
  const parseJson = (path: string, text: string): unknown => {
    try {
      return JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch (error) {
      throw new UsageError(`${toPlace(path)} is no valid JSON: ${toMessage(error)}`);
    }
  };
  const readManifest = (path: string, text: string): unknown => {
    const manifest = parseJson(path, text);
    if (!isObject(manifest))
      throw new UsageError(`${toPlace(path)} is no manifest. It must hold a JSON object.`);
    // lilconfig treats a value such as `false` as missing.
    if ('ballast' in manifest && !isObject(manifest['ballast']))
      parseConfiguration(manifest['ballast'], toPlace(path));
    return manifest;
  };
  const search = lilconfig('ballast', {
    searchPlaces: [...NAMES, 'package.json'],
    ignoreEmptySearchPlaces: false,
    loaders: {
      '.js': importModule,
      '.mjs': importModule,
      '.cjs': importModule,
      '.json': (path, text) =>
        path.endsWith('package.json') ? readManifest(path, text) : parseJson(path, text),
    },
  });
  let found: Awaited<ReturnType<typeof search.search>>;
  try {
    found = await search.search(directory);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The configuration can't be read: ${toMessage(error)}`);
  }
  if (!found) return { configuration: {}, root: directory };
  const { filepath } = found;
  if (found.isEmpty)
    throw new UsageError(`${toPlace(filepath)} is empty. Write \`{}\` into it, or remove it.`);
  const config: unknown = found.config;
  return { configuration: parseConfiguration(config, toPlace(filepath)), root: dirname(filepath) };
}

/**
 * Validates a configuration.
 * @param where the file that contains it, for the error
 * @throws UsageError that names the path of the first invalid value, and what is allowed there
 */
export function parseConfiguration(value: unknown, where: string): Configuration {
  const problem = findProblem(value, configurationSchema) ?? findNameProblem(value);
  if (isValid(value, problem)) return value;
  const { path = [], text = 'is wrong' } = problem ?? {};
  throw new UsageError(
    `${where}: ${path.length === 0 ? 'the configuration' : `\`${path.join('.')}\``} ${text}.`,
  );
}

function isValid(_value: unknown, problem: Problem | undefined): _value is Configuration {
  return problem === undefined;
}

/** Validates keys where the schema can't. */
function findNameProblem(value: unknown): Problem | undefined {
  const { packages, entries, budgets, exempt }: Readonly<Record<string, unknown>> = isObject(value)
    ? value
    : {};
  const wrong = isObject(packages)
    ? Object.keys(packages).find((name) => !isPackagePattern(name))
    : undefined;
  if (wrong !== undefined)
    return {
      path: ['packages', wrong],
      text: 'names no package. Write `name`, `@scope/name` or `@scope/*`',
    };
  if (isObject(entries) && '' in entries)
    return { path: ['entries', ''], text: 'names no file. Write a path or a glob' };
  for (const [entry, budget] of isObject(budgets) ? Object.entries(budgets) : []) {
    const names: readonly unknown[] =
      isObject(budget) && Array.isArray(budget['forbid']) ? budget['forbid'] : [];
    const odd = names.findIndex((name) => typeof name !== 'string' || !isPackagePattern(name));
    if (odd >= 0)
      return {
        path: ['budgets', entry, 'forbid', String(odd)],
        text: 'names no package. Write `name`, `@scope/name` or `@scope/*`',
      };
  }
  const taken = isObject(exempt)
    ? Object.entries(exempt).find(
        ([name, globs]) => globs === false && !EXEMPTION_NAMES.includes(name),
      )
    : undefined;
  if (taken === undefined) return undefined;
  return {
    path: ['exempt', taken[0]],
    text: `is no default that could be taken back. The defaults are ${EXEMPTION_NAMES.map((name) => `\`${name}\``).join(', ')}`,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first line of an error's message, as a sentence. */
function toMessage(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line === '' || /[.!?]$/.test(line) ? line : `${line}.`;
}
