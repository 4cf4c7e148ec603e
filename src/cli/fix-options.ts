// The options of `ballast fix` that checks define: as flags, and read back from what was given.
import { InvalidArgumentError, Option } from 'commander';
import {
  parseFixOption,
  toFlag,
  type FixOptionDefinition,
  type FixOptions,
  type FixOptionValue,
} from '../checks/fix-options.ts';
import { fixOptions } from '../checks/registry.ts';
import { UsageError } from '../files/usage-error.ts';

/** The flags of all checks, each once. */
export function buildFixFlags(): readonly Option[] {
  return [...fixOptions].flatMap(([name, [owner]]) =>
    owner ? [buildFlag(name, owner.definition)] : [],
  );
}

function buildFlag(
  name: string,
  { type, value, description, ...rest }: FixOptionDefinition,
): Option {
  const flag = `--${toFlag(name)}${value === undefined ? '' : ` <${value}>`}`;
  const option = new Option(flag, description);
  if (type.kind === 'choice') option.choices(type.choices);
  else if (type.kind !== 'switch') option.argParser((text) => parse(text, type));
  return rest.default === undefined ? option : option.default(rest.default);
}

function parse(text: string, type: FixOptionDefinition['type']): FixOptionValue {
  try {
    return parseFixOption(type, text);
  } catch (error) {
    throw new InvalidArgumentError(`It ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/**
 * The options of the checks, from the flags of the command.
 * @param isGiven whether a flag was written on the command line
 * @param only the one check that runs
 * @throws UsageError for an option that would do nothing, which is more likely a mistake than a
 *   wish
 */
export function readFixOptions(
  flags: Readonly<Record<string, unknown>>,
  isGiven: (name: string) => boolean,
  only: string | undefined,
): FixOptions {
  const values = [...fixOptions].flatMap(([name, [first]]) => {
    const value = flags[name];
    if (!first || value === undefined) return [];
    if (isGiven(name)) refuseUseless(name, flags, only);
    return [[name, parseFixOption(first.definition.type, value)] as const];
  });
  return Object.fromEntries(values);
}

function refuseUseless(
  name: string,
  flags: Readonly<Record<string, unknown>>,
  only: string | undefined,
): void {
  const owners = fixOptions.get(name) ?? [];
  const own = only === undefined ? owners : owners.filter(({ id }) => id === only);
  const [lone] = owners;
  if (own.length === 0 && lone?.definition.isForOneRule)
    throw new UsageError(`--${toFlag(name)} is for the rule \`${lone.id}\`.`);
  for (const { definition } of own) {
    const { needs } = definition;
    if (!needs || flags[needs.option] === needs.is) continue;
    const free = owners.find((owner) => !owner.definition.needs);
    const other = free ? ` or --only ${free.id}` : '';
    throw new UsageError(
      `--${toFlag(name)} needs --${toFlag(needs.option)} ${needs.is}${other}: ${needs.why}.`,
    );
  }
}
