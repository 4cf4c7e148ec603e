// Makes a jscodeshift transform of a check: the same rewrite, byte for byte, as `ballast fix --only <id>`.
// Must not search for anything; the core finds, decides and edits.
import { resolve } from 'node:path';
import type { API, FileInfo, Options } from 'jscodeshift';
import { isRefusal, type Check, type FixOptions, type Preset } from '../src/checks/define-check.ts';
import { fixSource } from '../src/fix/fix-source.ts';
import { loadConfiguration } from '../src/config/load.ts';
import { toLabel } from '../src/files/label.ts';
import { createSession, type Session } from '../src/findings/session.ts';
import { UsageError } from '../src/files/usage-error.ts';
import { getPosition, toRawText, toSourceText, type SourceText } from '../src/text/source-text.ts';

/** A transform as jscodeshift runs it. */
export type Codemod = (file: FileInfo, api: API, options: Options) => Promise<string | undefined>;

/**
 * Makes the transform of a check. Its options are those of `ballast fix`: `preset`, and how to rewrite.
 * Files that a run of `ballast fix` over a folder would leave out are left as they are.
 */
export function createCodemod(check: Check): Codemod {
  // jscodeshift hands the same options to every file of a batch.
  const sessions = new WeakMap<object, Promise<Session>>();
  return async (file, api, options) => {
    const session = await remember(sessions, options, () => createCodemodSession(check, options));
    const source = toSourceText(resolve(file.path), file.source);
    if (session.getExemption(toLabel(session.root, source.path)) !== undefined) return undefined;
    const { output, outcomes, requires, failure } = fixSource(source, session);
    if (failure) throw new Error(`${toPlace(source, failure.offset)} ${failure.message}`);
    for (const { finding, fix } of outcomes) {
      if (fix && isRefusal(fix))
        api.report(
          `${toPlace(source, finding.range[0])} is left as it is. ${fix.code}: ${fix.reason}`,
        );
    }
    for (const { name, range } of requires)
      api.report(`now needs \`${name}\` ${range}: add it to your package.json`);
    return output === source.text ? undefined : toRawText(source, output);
  };
}

function remember<T>(memory: WeakMap<object, T>, key: object, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const value = make();
  memory.set(key, value);
  return value;
}

async function createCodemodSession(check: Check, options: Options): Promise<Session> {
  const fix = getFix(options);
  const preset: Preset | undefined = getChoice(options, 'preset', ['recommended', 'strict']);
  const { configuration, root } = await loadConfiguration(process.cwd());
  return createSession(root, preset ? { ...configuration, preset } : configuration, fix, check.id);
}

/** jscodeshift passes `--mode=limit --concurrency=2 --sync-fallback=true` on as `{ mode: 'limit', concurrency: 2, 'sync-fallback': true }`. */
function getFix(options: Readonly<Record<string, unknown>>): Partial<FixOptions> {
  const mode = getChoice(options, 'mode', ['serial', 'limit']);
  const loader = getChoice(options, 'loader', ['module', 'method', 'inline']);
  const concurrency = getNumber(options, 'concurrency', 1);
  const delay = getNumber(options, 'delay', 0);
  const environment = getVariableName(options);
  const syncFallback = options['sync-fallback'] === true || options['syncFallback'] === true;
  return {
    syncFallback,
    ...(mode && { mode }),
    ...(loader && { loader }),
    ...(concurrency !== undefined && { concurrency }),
    ...(environment !== undefined && { environment }),
    ...(delay !== undefined && { delay }),
  };
}

function getVariableName({ environment }: Readonly<Record<string, unknown>>): string | undefined {
  if (environment === undefined) return undefined;
  if (typeof environment === 'string' && /^[A-Za-z_]\w*$/.test(environment)) return environment;
  throw new UsageError(`--environment must be the name of a variable, not ${toText(environment)}.`);
}

function getChoice<const T extends string>(
  options: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = options[name];
  const choice = choices.find((one) => one === value);
  if (value === undefined || choice !== undefined) return choice;
  throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not ${toText(value)}.`);
}

function getNumber(
  options: Readonly<Record<string, unknown>>,
  name: string,
  least: number,
): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least)
    throw new UsageError(
      `--${name} must be a whole number from ${String(least)}, not ${toText(value)}.`,
    );
  return number;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : `\`${JSON.stringify(value)}\``;
}

function toPlace({ text }: SourceText, offset: number): string {
  const { line, column } = getPosition(text, offset);
  return `${String(line)}:${String(column)}`;
}
