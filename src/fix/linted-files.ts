// The files for which a project has a lint rule switched on, by its own ESLint or oxlint.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** An ESLint core rule, and its category in oxlint. */
export interface Rule {
  readonly id: string;
  readonly category: string;
}

/** The part of ESLint's Node API that is used; the same in versions 8 to 10. */
interface HostEslint {
  calculateConfigForFile(path: string): Promise<unknown>;
}

/**
 * Finds the files for which a rule is on: in the ESLint that the project has installed, or in
 * `.oxlintrc.json`. A configuration that can't be loaded counts as one without rules: running that
 * linter reports why.
 * @param root folder of the project
 * @param paths absolute paths of the files
 * @see https://eslint.org/docs/latest/integrate/nodejs-api#-eslintcalculateconfigforfilefilepath
 */
export async function findLintedFiles(
  root: string,
  paths: Iterable<string>,
  rule: Rule,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const eslint = openEslint(root);
  for (const path of paths)
    if (
      (await isOnInOxlint(dirname(path), rule)) ||
      (eslint && isOn(await readConfig(eslint, path), rule.id))
    )
      found.add(path);
  return found;
}

function openEslint(root: string): HostEslint | undefined {
  try {
    const host: unknown = createRequire(join(root, 'package.json'))('eslint');
    const Host: unknown =
      typeof host === 'object' && host !== null && 'ESLint' in host ? host.ESLint : undefined;
    return isConstructor(Host) ? new Host({ cwd: root }) : undefined;
  } catch {
    return undefined; // not installed
  }
}

function isConstructor(
  value: unknown,
): value is new (options: { readonly cwd: string }) => HostEslint {
  return typeof value === 'function';
}

async function readConfig(eslint: HostEslint, path: string): Promise<unknown> {
  try {
    return await eslint.calculateConfigForFile(path);
  } catch {
    return undefined;
  }
}

function isOn(config: unknown, id: string): boolean {
  const rules = getMember(config, 'rules');
  const own = getMember(rules, id) ?? getMember(rules, `eslint/${id}`);
  const level: unknown = Array.isArray(own) ? own[0] : own;
  return level !== undefined && level !== 0 && level !== 'off' && level !== 'allow';
}

/** The nearest configuration file decides. */
async function isOnInOxlint(folder: string, { id, category }: Rule): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, '.oxlintrc.json');
    if (existsSync(path)) {
      const { default: ts } = await import('typescript'); // it accepts comments in JSON
      const config: unknown = ts.parseConfigFileTextToJson(path, readFileSync(path, 'utf8')).config;
      const isUnset = getMember(getMember(config, 'rules'), id) === undefined;
      return (
        isOn(config, id) ||
        (isUnset &&
          ['warn', 'error', 'deny'].includes(
            String(getMember(getMember(config, 'categories'), category)),
          ))
      );
    }
    if (dirname(at) === at) return false;
  }
}

function getMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
