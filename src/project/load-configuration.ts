// Finds and reads the nearest configuration, and says in one line what is wrong with it.
import { dirname } from 'node:path';
import { lilconfig } from 'lilconfig';
import { configurationSchema, type Configuration } from './configuration.ts';
import { UsageError } from './usage-error.ts';

/** A configuration and the folder that its globs are relative to. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  readonly root: string;
}

const NAMES = ['ballast.config.js', 'ballast.config.mjs', 'ballast.config.json', 'package.json'];

/**
 * Reads the configuration nearest to a folder; without one, the defaults with `directory` as the root.
 * @throws UsageError when it can't be read or holds something that it must not
 */
export async function loadConfiguration(directory: string): Promise<LoadedConfiguration> {
  const importModule = async (path: string): Promise<unknown> => {
    const { pathToFileURL } = await import('node:url');
    const module: unknown = await import(pathToFileURL(path).href);
    return typeof module === 'object' && module !== null && 'default' in module ? module.default : module;
  };
  const search = lilconfig('ballast', { searchPlaces: NAMES, loaders: { '.js': importModule, '.mjs': importModule } });
  let found: Awaited<ReturnType<typeof search.search>>;
  try {
    found = await search.search(directory);
  } catch (error) {
    throw new UsageError(`The configuration can't be read: ${toMessage(error)}`);
  }
  if (!found || found.isEmpty) return { configuration: {}, root: directory };
  const config: unknown = found.config;
  return { configuration: await parseConfiguration(config, found.filepath), root: dirname(found.filepath) };
}

/**
 * Checks a configuration against its schema.
 * @throws UsageError that names the path of the first thing that is wrong
 */
export async function parseConfiguration(value: unknown, where: string): Promise<Configuration> {
  const { Ajv } = await import('ajv');
  const validate = new Ajv({ allowUnionTypes: true }).compile<Configuration>(configurationSchema);
  if (validate(value)) return value;
  const errors = validate.errors ?? [];
  // Of an `anyOf`, the innermost error is the one that says most.
  const [error] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  const path = (error?.instancePath ?? '').slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const params: Readonly<Record<string, unknown>> = error?.params ?? {};
  const key = typeof params['additionalProperty'] === 'string' ? params['additionalProperty'] : undefined;
  const allowed = Array.isArray(params['allowedValues']) ? `: ${params['allowedValues'].join(', ')}` : '';
  const problem =
    key === undefined
      ? `\`${path || 'the configuration'}\` ${error?.message ?? 'is wrong'}${allowed}`
      : `unknown key \`${path === '' ? key : `${path}.${key}`}\``;
  throw new UsageError(`${where}: ${problem}.`);
}

function toMessage(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
