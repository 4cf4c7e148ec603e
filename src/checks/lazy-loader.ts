// The text of a loader: one function that loads a package with its set-up, once, however many ask for it at the same time.
import type { ModuleFacts, VariableFact } from '../syntax/facts.ts';
import type { TextStyle } from '../text/style.ts';

/** A loader and the line that asks it. */
export interface Loader {
  readonly text: string;
  /** `const { sharp } = await loadSharp();` for the variables that a place needs. */
  ask(variables: readonly VariableFact[]): string;
}

/**
 * Writes a loader around moved statements. It keeps the promise, so that two first requests share one load and one set-up,
 * and drops a rejected one.
 * @param body the moved statements in their new form
 * @param exposed the variables that are used outside
 * @param specifier the package, which names the loader of several variables
 */
export function buildLoader(
  body: readonly string[],
  exposed: readonly VariableFact[],
  specifier: string,
  facts: ModuleFacts,
  style: TextStyle,
): Loader {
  const { eol, indent, semicolon } = style;
  const base = getBaseName(exposed, specifier);
  const name = toNewName(`load${capitalize(base)}`, facts);
  const worker = toNewName(`import${capitalize(base)}`, facts);
  const promise = toNewName(`${base}Loading`, facts);
  const type = facts.isTypeScript ? `: ReturnType<typeof ${worker}> | undefined` : '';
  const error = facts.isTypeScript ? '(error: unknown)' : '(error)';
  const lines = [
    `let ${promise}${type}${semicolon}`,
    '',
    `async function ${worker}() {`,
    ...body.map((statement) => indentLines(statement, indent)),
    `${indent}return { ${exposed.map((variable) => variable.name).join(', ')} }${semicolon}`,
    '}',
    '',
    `function ${name}() {`,
    `${indent}${promise} ??= ${worker}().catch(${error} => {`,
    `${indent}${indent}${promise} = undefined${semicolon}`,
    `${indent}${indent}throw error${semicolon}`,
    `${indent}})${semicolon}`,
    `${indent}return ${promise}${semicolon}`,
    '}',
  ];
  return {
    text: lines.join(eol),
    ask: (variables) => `const { ${variables.map((variable) => variable.name).join(', ')} } = await ${name}()${semicolon}`,
  };
}

/** Indents every line by one step; text inside a template literal would change with it, so that such a statement keeps its lines. */
function indentLines(text: string, indent: string): string {
  if (/`[^`]*[\r\n][^`]*`/.test(text)) return indent + text;
  return text.replace(/^(?=[^\r\n])/gm, indent);
}

/** The one variable's name, or the package's: `pdfjs-dist/legacy` → `pdfjsDist`. */
function getBaseName(exposed: readonly VariableFact[], specifier: string): string {
  const [only, another] = exposed;
  if (only && !another) return only.name.charAt(0).toLowerCase() + only.name.slice(1);
  const name = /^(?:@[^/]+\/)?([^/]+)/.exec(specifier)?.[1] ?? 'module';
  return name.replace(/[^\w$]+(\w?)/g, (_, letter: string) => letter.toUpperCase()).replace(/^\d/, '_$&');
}

function toNewName(wish: string, facts: ModuleFacts): string {
  let name = wish;
  for (let number = 2; facts.names.has(name); number += 1) name = `${wish}${String(number)}`;
  return name;
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
