// What a user can configure, and what follows when nothing is said. One shape for
// `ballast.config.*`, `package.json` and ESLint's settings.
import type { CheckOptions } from '../checks/define-check.ts';
import { checks } from '../checks/registry.ts';
import type { Preset, PackageOptions } from '../catalogue/types.ts';

type RuleLevel = 'off' | 'warn' | 'error';

/** A configuration as users write it. */
export interface Configuration {
  /** Which findings are wanted at all. */
  readonly preset?: Preset;
  /** Level and options of single rules. */
  readonly rules?: Readonly<Record<string, RuleLevel | readonly [RuleLevel, CheckOptions?]>>;
  /** Packages to add, to leave out, or to set options for. */
  readonly packages?: Readonly<Record<string, boolean | PackageOptions>>;
  /**
   * Whether packages that no list knows are judged by what is installed; unset, the graph and the
   * plan of a start do, and the preset `strict`.
   */
  readonly inspect?: boolean;
  /**
   * Files that load some heavy packages at once on purpose: workers, scripts, single-purpose
   * servers. Keys are globs.
   */
  readonly entries?: Readonly<Record<string, { readonly heavy: true | readonly string[] }>>;
  /** What the start of an entry may load. Keys are files, relative to the configuration. */
  readonly budgets?: Readonly<Record<string, Budget>>;
  /** The size in bytes above which a file is left out; 1,000,000 where nothing is said. */
  readonly maxFileSize?: number;
  /** Globs of files to leave out, by what they are; `false` takes a default back. */
  readonly exempt?: Readonly<Record<string, false | readonly string[]>>;
}

/** What a start may load at most. */
export interface Budget {
  /** Packages, or `@scope/*`, that it must not load. */
  readonly forbid?: readonly string[];
  /** Files of the project. */
  readonly maxModules?: number;
  /** Native libraries that its measured packages map. */
  readonly maxNativeLibraries?: number;
  /** The sum of what its packages were measured to take. */
  readonly maxEstimatedMb?: number;
}

/** The JSON schema of {@link Configuration}. */
export const configurationSchema = {
  type: 'object',
  properties: {
    $schema: { type: 'string' },
    preset: { enum: ['recommended', 'strict'] },
    rules: {
      type: 'object',
      properties: Object.fromEntries(checks.map((check) => [check.id, toRuleSchema(check.schema)])),
      additionalProperties: false,
    },
    packages: {
      type: 'object',
      additionalProperties: {
        anyOf: [
          { type: 'boolean' },
          {
            type: 'object',
            properties: {
              level: { enum: ['recommended', 'strict'] },
              guard: {
                type: 'object',
                properties: {
                  env: { type: 'string', minLength: 1 },
                  is: { type: 'string', pattern: '^[^\'"\\\\]*$' },
                  then: { enum: ['throw', 'null'] },
                },
                required: ['env', 'is'],
                additionalProperties: false,
              },
            },
            additionalProperties: false,
          },
        ],
      },
    },
    inspect: { type: 'boolean' },
    entries: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          heavy: { anyOf: [{ const: true }, { type: 'array', items: { type: 'string' } }] },
        },
        required: ['heavy'],
        additionalProperties: false,
      },
    },
    budgets: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          forbid: { type: 'array', items: { type: 'string', minLength: 1 } },
          maxModules: { type: 'integer', minimum: 0 },
          maxNativeLibraries: { type: 'integer', minimum: 0 },
          maxEstimatedMb: { type: 'number', minimum: 0 },
        },
        additionalProperties: false,
      },
    },
    maxFileSize: { type: 'integer', minimum: 1 },
    exempt: {
      type: 'object',
      additionalProperties: {
        anyOf: [{ const: false }, { type: 'array', items: { type: 'string', minLength: 1 } }],
      },
    },
  },
  additionalProperties: false,
} as const;

function toRuleSchema(options: Readonly<Record<string, unknown>>): object {
  const level = { enum: ['off', 'warn', 'error'] };
  return { anyOf: [level, { type: 'array', items: [level, options], minItems: 1, maxItems: 2 }] };
}
