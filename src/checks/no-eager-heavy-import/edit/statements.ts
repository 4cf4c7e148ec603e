// The text of a load in its new form: what an import declaration, a `require` or an `import()`
// becomes where it is awaited.
import type { ModuleFacts, StatementFact } from '../../../syntax/facts.ts';
import { applyEdits, type TextEdit } from '../../../text/edits.ts';
import { getText } from '../../../text/source-text.ts';
import type { TextStyle } from '../../../text/style.ts';
import type { Refusal } from '../../define-check.ts';
import { refuse } from '../refusals.ts';
import type { ModuleHost, StaticForm } from '../../module-host.ts';
import type { ImportBindingFact, LoadFact } from '../../../syntax/modules/facts.ts';

/** Lines that give the moved variables their values, and why they read them as they do. */
export interface LoadLines {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

interface Context {
  readonly facts: ModuleFacts;
  readonly host: ModuleHost;
  readonly style: TextStyle;
  /** Whether the load becomes a `require`, because nothing can wait there. */
  readonly isSync: boolean;
}

/**
 * Writes one moved statement in its new form.
 * @param loads the loads that stand in it
 * @param names the local names that are needed as values
 */
export function buildStatement(
  statement: StatementFact,
  loads: readonly LoadFact[],
  names: ReadonlySet<string>,
  context: Context,
): LoadLines | Refusal {
  const [load] = loads;
  if (load?.form === 'import') return buildImport(load, names, context);
  if (load?.form === 'import-equals') {
    const value = resolveValue(load, 'require', context);
    if ('code' in value) return value;
    const [binding] = load.bindings;
    const type = value.via === 'require' ? `: typeof import(${toLiteral(load, context)})` : '';
    return {
      lines: [
        `const ${binding?.local ?? '_'}${type} = ${toExpression(load, value, context)}${context.style.semicolon}`,
      ],
      notes: [value.note],
    };
  }
  return buildFromText(statement, loads, context);
}

/**
 * `import a, { b as c } from 'm'` → `const { default: a, b: c } = await import('m')`, or a line for
 * each way to the value.
 */
function buildImport(
  load: LoadFact,
  names: ReadonlySet<string>,
  context: Context,
): LoadLines | Refusal {
  const groups = new Map<string, { value: Value; bindings: ImportBindingFact[] }>();
  const notes: string[] = [];
  for (const binding of load.bindings.filter((one) => names.has(one.local))) {
    const value = resolveValue(load, toForm(binding), context, binding.imported);
    if ('code' in value) return value;
    notes.push(value.note);
    const isWhole = binding.imported === 'default' || binding.imported === '*';
    const key = isWhole ? binding.local : value.path.join('.');
    const group = groups.get(key) ?? { value, bindings: [] };
    group.bindings.push(binding);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ value, bindings }) => {
    const [first] = bindings;
    const isWhole = first?.imported === 'default' || first?.imported === '*';
    const pattern = isWhole ? first.local : `{ ${bindings.map(toPatternEntry).join(', ')} }`;
    const expression = toExpression(load, value, context);
    const typed =
      isWhole && value.isMistyped && isCalled(first.local, context.facts)
        ? `(${expression}) as unknown as typeof import(${toLiteral(load, context)})`
        : expression;
    return `const ${pattern} = ${typed}${context.style.semicolon}`;
  });
  return { lines, notes };
}

/** Whether a name is called, or created with `new`. */
function isCalled(name: string, { mentions, source: { text } }: ModuleFacts): boolean {
  return (mentions.get(name) ?? []).some(
    ({ role, range }) =>
      role === 'call' || /\bnew\s+$/.test(text.slice(Math.max(0, range[0] - 10), range[0])),
  );
}

/**
 * A `require` keeps its statement; only the call is replaced, unless it stands in a function that
 * can't wait.
 */
function buildFromText(
  statement: StatementFact,
  loads: readonly LoadFact[],
  context: Context,
): LoadLines | Refusal {
  const edits: TextEdit[] = [];
  const notes: string[] = [];
  for (const load of loads) {
    if (load.form !== 'require' || load.functionScope !== 0) continue;
    const value = resolveValue(load, 'require', context);
    if ('code' in value) return value;
    notes.push(value.note);
    if (value.via === 'require') continue;
    const expression = toExpression(load, value, context);
    const text =
      value.path.length > 0
        ? load.isCalled
          ? `(0, ${expression})`
          : expression
        : load.isOperand
          ? `(${expression})`
          : expression;
    edits.push({ range: shift(load.range, statement), text });
  }
  return { lines: [applyEdits(getText(context.facts.source, statement.range), edits)], notes };
}

interface Value {
  readonly via: 'import' | 'require';
  readonly path: readonly string[];
  readonly specifier?: string;
  readonly isMistyped?: true;
  readonly note: string;
}

function resolveValue(
  load: LoadFact,
  form: StaticForm,
  { host, isSync }: Context,
  name?: string,
): Value | Refusal {
  const value = isSync
    ? host.getRequireValue(load.specifier, form)
    : host.getLoadValue(load.specifier, form, form === 'named' ? name : undefined);
  if ('problem' in value)
    return refuse(PROBLEMS[value.problem], load.range, {
      why: value.reason,
      package: load.specifier,
    });
  const whole = value.via === 'require' ? 'a `require`' : 'the namespace';
  const path =
    value.path.length === 0
      ? value.via === 'require'
        ? whole
        : `${whole} itself`
      : `\`${value.path.join('.')}\` of ${whole}`;
  return { ...value, note: `\`${load.specifier}\`: ${path}, ${value.why}` };
}

function toExpression(load: LoadFact, { via, path, specifier }: Value, context: Context): string {
  const literal = toLiteral(load, context, specifier);
  const isTyped = context.isSync && context.facts.isTypeScript && load.form === 'import';
  const cast = `require(${literal}) as typeof import(${literal})`;
  const required = !isTyped ? `require(${literal})` : path.length > 0 ? `(${cast})` : cast;
  if (via === 'require') return required + path.map((name) => `.${name}`).join('');
  const call = `await import(${literal})`;
  return path.length === 0 ? call : `(${call})${path.map((name) => `.${name}`).join('')}`;
}

/**
 * The specifier as it is written, or as the load has to name it: it stays a literal, so that
 * bundlers and TypeScript still see it.
 */
function toLiteral(load: LoadFact, { facts, style }: Context, specifier = load.specifier): string {
  const text = getText(facts.source, load.range);
  const quote =
    ["'", '"', '`'].find((mark) => text.includes(`${mark}${load.specifier}${mark}`)) ?? style.quote;
  return `${quote}${specifier}${quote}`;
}

function toForm(binding: ImportBindingFact): StaticForm {
  if (binding.imported === 'default') return 'default';
  return binding.imported === '*' ? 'namespace' : 'named';
}

function toPatternEntry(binding: ImportBindingFact): string {
  const imported = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(binding.imported)
    ? binding.imported
    : JSON.stringify(binding.imported);
  return imported === binding.local ? binding.local : `${imported}: ${binding.local}`;
}

function shift(range: LoadFact['range'], statement: StatementFact): LoadFact['range'] {
  return [range[0] - statement.range[0], range[1] - statement.range[0]];
}

/** The refusals of values that can't be had. */
const PROBLEMS = { unequal: 'B116', unknown: 'B117', unread: 'B142', thenable: 'B118' } as const;
