// How users ask for one rewrite rather than another: options that a check defines, and that flags,
// jscodeshift and suggestions set.

/** The value of an option; absent where nothing is asked for. */
export type FixOptionValue = string | number | boolean | undefined;

/** Options by name, over all checks. */
export type FixOptions = Readonly<Record<string, FixOptionValue>>;

/** What values an option takes. */
export type FixOptionType =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'integer'; readonly minimum: number }
  /** The name of an environment variable. */
  | { readonly kind: 'variable' }
  | { readonly kind: 'switch' };

/** An option of a check. */
export interface FixOptionDefinition {
  readonly type: FixOptionType;
  /** How the value is called in the help of the command line: `--delay <ms>`. A switch has none. */
  readonly value?: string;
  /** One line of help. */
  readonly description: string;
  readonly default?: FixOptionValue;
  /** Whether it is a mistake to set it while only another rule runs. */
  readonly isForOneRule?: true;
  /**
   * Another option of the check that must have a value, or the option does nothing; with the
   * reason, as a clause.
   */
  readonly needs?: { readonly option: string; readonly is: string; readonly why: string };
}

/** The options of a check, by name in camel case. */
export type FixOptionDefinitions = Readonly<Record<string, FixOptionDefinition>>;

/** `syncFallback` → `sync-fallback`: the name of an option on a command line. */
export function toFlag(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Reads the value of an option that comes as text, or as whatever jscodeshift makes of it.
 * @throws RangeError with a clause that says what the value must be
 */
export function parseFixOption(type: FixOptionType, value: unknown): FixOptionValue {
  switch (type.kind) {
    case 'choice':
      if (typeof value === 'string' && type.choices.includes(value)) return value;
      throw new RangeError(`must be one of ${type.choices.join(', ')}`);
    case 'integer': {
      const number = Number(value);
      if (Number.isInteger(number) && number >= type.minimum) return number;
      throw new RangeError(`must be a whole number from ${String(type.minimum)}`);
    }
    case 'variable':
      if (typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value)) return value;
      throw new RangeError('must be the name of a variable, such as `JOBS`');
    case 'switch':
      if (typeof value === 'boolean') return value;
      throw new RangeError('takes no value');
  }
}

/** Both the tasks of fan-outs and the limits of queues and pools take this number. */
export const CONCURRENCY: FixOptionDefinition = {
  type: { kind: 'integer', minimum: 1 },
  value: 'number',
  description:
    'how many tasks at once in the mode `limit`, and where a queue or pool has no limit (default: 4)',
};

/** How many tasks may run at once. */
export function getConcurrency({ concurrency }: FixOptions): number {
  return typeof concurrency === 'number' ? concurrency : 4;
}
