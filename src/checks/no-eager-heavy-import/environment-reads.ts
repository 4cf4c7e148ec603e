// Statements that read `.env` into the environment as dotenv does by itself. It leaves alone what
// is set, so that to do it again does nothing.
// Decides from facts alone.
import type { ModuleFacts } from '../../syntax/facts.ts';
import { isWithin, type Range } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';

/**
 * Whether a place is part of `import 'dotenv/config'`, `dotenv.config()`, `config()` or
 * `require('dotenv').config()`, without arguments.
 */
export function isEnvironmentRead(range: Range, facts: ModuleFacts): boolean {
  const statement = facts.statements.find((one) => isWithin(range, one.range));
  if (!statement) return false;
  const text = getText(facts.source, statement.range);
  if (READ.test(text)) return true;
  const [, object, name = ''] = /^(?:([\w$]+)\.)?([\w$]+)\(\);?$/.exec(text) ?? [];
  const bindings = facts.loads
    .filter(({ specifier }) => specifier === 'dotenv')
    .flatMap((load) => load.bindings);
  const imported = bindings.find(({ local }) => local === (object ?? name))?.imported ?? '';
  return object === undefined
    ? NAMES.has(imported)
    : (imported === 'default' || imported === '*') && NAMES.has(name);
}

/** Whether a module reads it while it is evaluated. */
export function readsEnvironment(facts: ModuleFacts): boolean {
  return facts.statements.some(
    ({ kind, range }) =>
      (kind === 'import' || kind === 'expression') && isEnvironmentRead(range, facts),
  );
}

/** The specifier that reads it by being imported. */
export const ENVIRONMENT_MODULE = 'dotenv/config';

const READ =
  /^(?:import\s*(['"])dotenv\/config\1|require\((['"])dotenv\/config\2\)|require\((['"])dotenv\3\)\.config\(\));?$/;

const NAMES: ReadonlySet<string> = new Set(['config', 'configDotenv']);
