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
 * @param isSync whether it loads by `require`, so that nobody waits
 */
export function buildLoader(
  body: readonly string[],
  exposed: readonly VariableFact[],
  specifier: string,
  facts: ModuleFacts,
  style: TextStyle,
  isSync: boolean,
): Loader {
  const base = getBaseName(exposed, specifier);
  const names = {
    load: toNewName(`load${capitalize(base)}`, facts),
    worker: toNewName(`${isSync ? 'require' : 'import'}${capitalize(base)}`, facts),
    memory: toNewName(`${base}${isSync ? 'Loaded' : 'Loading'}`, facts),
  };
  const result = `{ ${exposed.map((variable) => variable.name).join(', ')} }`;
  const lines = toLines(names, [...body, `return ${result}${style.semicolon}`], facts.isTypeScript, isSync, style);
  return {
    text: lines.join(style.eol),
    ask: (variables) => `const { ${variables.map((variable) => variable.name).join(', ')} } = ${isSync ? '' : 'await '}${names.load}()${style.semicolon}`,
  };
}

interface Names {
  readonly load: string;
  readonly worker: string;
  readonly memory: string;
}

function toLines({ load, worker, memory }: Names, body: readonly string[], isTypeScript: boolean, isSync: boolean, { indent, semicolon }: TextStyle): readonly string[] {
  const type = isTypeScript ? `: ReturnType<typeof ${worker}> | undefined` : '';
  const statements = body.map((statement) => indentLines(statement, indent));
  if (isSync) {
    return [
      `let ${memory}${type}${semicolon}`,
      '',
      `function ${worker}() {`,
      ...statements,
      '}',
      '',
      `function ${load}() {`,
      `${indent}${memory} ??= ${worker}()${semicolon}`,
      `${indent}return ${memory}${semicolon}`,
      '}',
    ];
  }
  return [
    `let ${memory}${type}${semicolon}`,
    '',
    `async function ${worker}() {`,
    ...statements,
    '}',
    '',
    `function ${load}() {`,
    `${indent}${memory} ??= ${worker}().catch(${isTypeScript ? '(error: unknown)' : '(error)'} => {`,
    `${indent}${indent}${memory} = undefined${semicolon}`,
    `${indent}${indent}throw error${semicolon}`,
    `${indent}})${semicolon}`,
    `${indent}return ${memory}${semicolon}`,
    '}',
  ];
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
