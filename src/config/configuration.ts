// The configuration and its JSON schema. One shape for `ballast.config.*`, `package.json` and
// ESLint's settings.
import type { CheckOptions } from '../checks/define-check.ts';
import { checks } from '../checks/registry.ts';
import type { Preset, PackageOptions } from '../catalogue/types.ts';

type RuleLevel = 'off' | 'warn' | 'error';

/** A configuration as users write it. */
export interface Configuration {
  /** Which findings are reported. */
  readonly preset?: Preset;
  /** Level and options of individual rules. */
  readonly rules?: Readonly<Record<string, RuleLevel | readonly [RuleLevel, CheckOptions?]>>;
  /** Packages to report, to ignore, or to set options for. */
  readonly packages?: Readonly<Record<string, boolean | PackageOptions>>;
  /**
   * Whether packages outside the catalogue are judged by what is installed. By default, `ballast
   * graph`, `ballast plan` and the preset `strict` do so.
   */
  readonly inspect?: boolean;
  /**
   * Files that load some heavy packages eagerly on purpose: workers, scripts, single-purpose
   * servers. Keys are globs.
   */
  readonly entries?: Readonly<Record<string, { readonly heavy: true | readonly string[] }>>;
  /** What the startup of an entry may load. Keys are files, relative to the configuration. */
  readonly budgets?: Readonly<Record<string, Budget>>;
  /** Files larger than this, in bytes, are skipped; the default is 1,000,000. */
  readonly maxFileSize?: number;
  /** Globs of files to skip, by kind; `false` disables a default. */
  readonly exempt?: Readonly<Record<string, false | readonly string[]>>;
}

/** The limits of a startup. */
export interface Budget {
  /** Packages, or `@scope/*`, that it must not load. */
  readonly forbid?: readonly string[];
  /** The number of project files. */
  readonly maxModules?: number;
  /** The number of native libraries that its packages map. */
  readonly maxNativeLibraries?: number;
  /** The total memory of its packages, measured or estimated. */
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
