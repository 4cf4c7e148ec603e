// Makes a jscodeshift transform of a check: the same rewrite, byte for byte, as `ballast fix --only
// <id>`.
import { resolve } from 'node:path';
import type { API, FileInfo, Options } from 'jscodeshift';
import { isRefusal, type Check } from '../src/checks/define-check.ts';
import {
  parseFixOption,
  toFlag,
  type FixOptions,
  type FixOptionType,
  type FixOptionValue,
} from '../src/checks/fix-options.ts';
import { fixOptions } from '../src/checks/registry.ts';
import { fixSource } from '../src/fix/fix-source.ts';
import { loadConfiguration } from '../src/config/load.ts';
import { toLabel } from '../src/files/label.ts';
import { createSession, type Session } from '../src/findings/session.ts';
import { UsageError } from '../src/files/usage-error.ts';
import { getPosition, toRawText, toSourceText, type SourceText } from '../src/text/source-text.ts';
import type { Preset } from '../src/catalogue/types.ts';

/** A transform as jscodeshift runs it. */
export type Codemod = (file: FileInfo, api: API, options: Options) => Promise<string | undefined>;

/**
 * Makes the transform of a check. Its options are those of `ballast fix`: `preset`, and how to
 * rewrite.
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
  const fix = readFixOptions(options);
  const preset = readPreset(options);
  const { configuration, root } = await loadConfiguration(process.cwd());
  return createSession(root, preset ? { ...configuration, preset } : configuration, fix, check.id);
}

/**
 * jscodeshift passes `--concurrency=2 --sync-fallback=true` on as `{ concurrency: 2,
 * 'sync-fallback': true }`.
 */
function readFixOptions(options: Readonly<Record<string, unknown>>): FixOptions {
  const values = [...fixOptions].flatMap(([name, [owner]]) => {
    const value = options[toFlag(name)] ?? options[name];
    if (!owner || value === undefined) return [];
    return [[name, parse(toFlag(name), owner.definition.type, value)] as const];
  });
  return Object.fromEntries(values);
}

function parse(flag: string, type: FixOptionType, value: unknown): FixOptionValue {
  try {
    return parseFixOption(type, value);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--${flag} ${what}, not ${toText(value)}.`);
  }
}

function readPreset({ preset }: Readonly<Record<string, unknown>>): Preset | undefined {
  if (preset === undefined || preset === 'recommended' || preset === 'strict') return preset;
  throw new UsageError(`--preset must be one of recommended, strict, not ${toText(preset)}.`);
}

function toText(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : `\`${JSON.stringify(value)}\``;
}

function toPlace({ text }: SourceText, offset: number): string {
  const { line, column } = getPosition(text, offset);
  return `${String(line)}:${String(column)}`;
}
