// The ESLint plugin: a rule for each check of the registry, and the configurations.
// Importing it must load neither TypeScript nor a parser for ESLint.
import { createRequire } from 'node:module';
import type { ESLint, Linter, Rule } from 'eslint';
import { checks } from '../src/checks/registry.ts';
import { createRule } from './create-rule.ts';
import type { Preset } from '../src/catalogue/types.ts';

/** The plugin as ESLint and a configuration file see it. */
export interface BallastPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: {
    /** What costs much, and fan-outs over something costly. */
    readonly recommended: Linter.Config;
    /** Everything that the checks can tell. */
    readonly strict: Linter.Config;
    /** A parser for TypeScript files, for projects that have set none. */
    readonly typescript: Linter.Config;
  };
}

const require = createRequire(import.meta.url);

const rules: Record<string, Rule.RuleModule> = Object.fromEntries(
  checks.map((check) => [check.id, createRule(check)]),
);

const plugin: BallastPlugin = {
  meta: { name: 'eslint-plugin-ballast', version: getVersion(), namespace: 'ballast' },
  rules,
  configs: {
    get recommended() {
      return toConfig('recommended');
    },
    get strict() {
      return toConfig('strict');
    },
    get typescript() {
      return {
        name: 'ballast/typescript',
        files: ['**/*.{ts,mts,cts,tsx}'],
        languageOptions: { parser: getParser() },
      };
    },
  },
};

export default plugin;

/**
 * The preset stands in the settings, where a user's own settings and options of single rules go on
 * from.
 */
function toConfig(preset: Preset): Linter.Config {
  return {
    name: `ballast/${preset}`,
    plugins: { ballast: plugin },
    settings: { ballast: { preset } },
    rules: Object.fromEntries(
      checks.map((check): [string, Linter.RuleEntry] => [`ballast/${check.id}`, 'error']),
    ),
  };
}

function getVersion(): string {
  const manifest: unknown = require('eslint-plugin-ballast/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}

function getParser(): Linter.Parser {
  const parser: unknown = require('@typescript-eslint/parser');
  if (isParser(parser)) return parser;
  throw new Error(
    '`@typescript-eslint/parser` is no ESLint parser. Install a version that this plugin allows.',
  );
}

function isParser(value: unknown): value is Linter.Parser {
  return typeof value === 'object' && value !== null && 'parseForESLint' in value;
}
