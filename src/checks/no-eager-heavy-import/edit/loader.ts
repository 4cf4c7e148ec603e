// The text of a loader: one function that loads a package with its set-up, once, however many ask
// for it at the same time.
import type { ModuleFacts, VariableFact } from '../../../syntax/facts.ts';
import type { TextStyle } from '../../../text/style.ts';

/** A loader and the line that asks it. */
export interface Loader {
  readonly text: string;
  /** `const { sharp } = await loadSharp();` for the variables that a place needs. */
  ask(variables: readonly VariableFact[]): string;
}

/** What a loader is made of. */
export interface LoaderParts {
  /** The moved statements in their new form. */
  readonly body: readonly string[];
  /** Lines in front of them, for each set of variables that is given back without loading. */
  readonly guards: readonly LoaderGuard[];
  /** The variables that are used outside. */
  readonly exposed: readonly VariableFact[];
  /** The package, which names the loader of several variables. */
  readonly specifier: string;
  /** Whether it loads by `require`, so that nobody waits. */
  readonly isSync: boolean;
  /** The class that it becomes a part of. */
  readonly owner: string | undefined;
}

/** `DISABLE_BROWSER_AUTOMATION` is `true`: nothing is loaded. */
export interface LoaderGuard {
  readonly package: string;
  readonly env: string;
  readonly is: string;
  readonly then: 'throw' | 'null';
}

/**
 * Writes a loader around moved statements. It keeps the promise, so that two first requests share
 * one load and one set-up,
 * and drops a rejected one.
 */
export function buildLoader(
  { body, guards, exposed, specifier, isSync, owner }: LoaderParts,
  facts: ModuleFacts,
  style: TextStyle,
): Loader {
  const { eol, semicolon } = style;
  const base = getBaseName(exposed, specifier);
  const isPrivate = owner !== undefined && !facts.isTypeScript;
  const name = (wish: string): string => (isPrivate ? '#' : '') + toNewName(wish, facts);
  const names = {
    load: name(`load${capitalize(base)}`),
    worker: name(`${isSync ? 'require' : 'import'}${capitalize(base)}`),
    memory: name(`${base}${isSync ? 'Loaded' : 'Loading'}`),
  };
  const statements = [
    ...guards.map((guard) => toGuardLine(guard, exposed, style)),
    ...body,
    `return { ${exposed.map((variable) => variable.name).join(', ')} }${semicolon}`,
  ];
  return {
    text: toLines(names, statements, owner, facts.isTypeScript, isSync, style).join(eol),
    ask: (variables) =>
      `${variables.length === 0 ? '' : `const { ${variables.map((variable) => variable.name).join(', ')} } = `}${isSync ? '' : 'await '}${owner === undefined ? '' : `${owner}.`}${names.load}()${semicolon}`,
  };
}

interface Names {
  readonly load: string;
  readonly worker: string;
  readonly memory: string;
}

function toLines(
  { load, worker, memory }: Names,
  body: readonly string[],
  owner: string | undefined,
  isTypeScript: boolean,
  isSync: boolean,
  { indent, semicolon }: TextStyle,
): readonly string[] {
  const of = owner === undefined ? '' : `${owner}.`;
  const member = isTypeScript ? 'private static ' : 'static ';
  const [variable, asyncFunction, plainFunction] =
    owner === undefined
      ? ['let ', 'async function ', 'function ']
      : [member, `${member}async `, member];
  const type = isTypeScript ? `: ReturnType<typeof ${of}${worker}> | undefined` : '';
  const remember = isSync
    ? [`${indent}${of}${memory} ??= ${of}${worker}()${semicolon}`]
    : [
        `${indent}${of}${memory} ??= ${of}${worker}().catch(${isTypeScript ? '(error: unknown)' : '(error)'} => {`,
        `${indent}${indent}${of}${memory} = undefined${semicolon}`,
        `${indent}${indent}throw error${semicolon}`,
        `${indent}})${semicolon}`,
      ];
  return [
    `${variable}${memory}${type}${semicolon}`,
    '',
    `${isSync ? plainFunction : asyncFunction}${worker}() {`,
    ...body.map((statement) => indentLines(statement, indent)),
    '}',
    '',
    `${plainFunction}${load}() {`,
    ...remember,
    `${indent}return ${of}${memory}${semicolon}`,
    '}',
  ];
}

/** `if (process.env.DISABLE_BROWSER_AUTOMATION === 'true') throw new Error('…');` */
function toGuardLine(
  guard: LoaderGuard,
  exposed: readonly VariableFact[],
  { quote, semicolon }: TextStyle,
): string {
  const env = /^[A-Za-z_]\w*$/.test(guard.env)
    ? `process.env.${guard.env}`
    : `process.env[${quote}${guard.env}${quote}]`;
  const effect =
    guard.then === 'null'
      ? `return { ${exposed.map((variable) => `${variable.name}: null`).join(', ')} }`
      : `throw new Error(${quote}${guard.package} is turned off (${guard.env}=${guard.is})${quote})`;
  return `if (${env} === ${quote}${guard.is}${quote}) ${effect}${semicolon}`;
}

/**
 * Indents every line by one step; text inside a template literal would change with it, so that such
 * a statement keeps its lines.
 */
export function indentLines(text: string, indent: string): string {
  if (/`[^`]*[\r\n][^`]*`/.test(text)) return indent + text;
  return text.replace(/^(?=[^\r\n])/gm, indent);
}

/** The one variable's name, or the package's: `pdfjs-dist/legacy` → `pdfjsDist`. */
export function getBaseName(exposed: readonly VariableFact[], specifier: string): string {
  const [only, another] = exposed;
  if (only && !another) return only.name.charAt(0).toLowerCase() + only.name.slice(1);
  const name = /^(?:@[^/]+\/)?([^/]+)/.exec(specifier)?.[1] ?? 'module';
  return name
    .replace(/[^\w$]+(\w?)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^\d/, '_$&');
}

export function toNewName(wish: string, facts: ModuleFacts): string {
  let name = wish;
  for (let number = 2; facts.names.has(name); number += 1) name = `${wish}${String(number)}`;
  return name;
}

export function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
