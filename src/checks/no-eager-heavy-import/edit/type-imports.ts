// What stays of an import whose value has moved: `import type` for the names that are used as
// types.
import type { ModuleFacts, StatementFact } from '../../../syntax/facts.ts';
import { getText } from '../../../text/source-text.ts';
import type { TextStyle } from '../../../text/style.ts';
import type { DeferralUnit } from '../deferral.ts';
import type { ImportBindingFact, LoadFact } from '../../../syntax/modules/facts.ts';

/** Wider lines keep the line breaks of the original. */
const WIDTH = 80;

/** `import type` for the names of an import that are used as types. */
export function toTypeImports(
  statement: StatementFact,
  unit: DeferralUnit,
  facts: ModuleFacts,
  style: TextStyle,
): readonly string[] {
  const load = unit.loads.find((one) => one.statement === statement.index);
  if (!load || statement.kind !== 'import') return [];
  const isType = (variable: number): boolean =>
    facts.variables[variable]?.uses.some((use) => unit.typeUses.includes(use)) ?? false;
  const kept = load.bindings.filter((binding) => binding.isTypeOnly || isType(binding.variable));
  const original = getText(facts.source, load.range);
  const source = getSource(original, load);
  if (load.form === 'import-equals') {
    return kept.map(
      (binding) => `import type ${binding.local} = require(${source})${style.semicolon}`,
    );
  }
  const toImport = (clause: string): string =>
    `import type ${clause} from ${source}${style.semicolon}`;
  const named = kept.filter(
    (binding) => binding.imported !== 'default' && binding.imported !== '*',
  );
  const whole = kept.filter((binding) => !named.includes(binding));
  return [
    ...whole.map((binding) =>
      toImport(binding.imported === 'default' ? binding.local : `* as ${binding.local}`),
    ),
    ...(named.length > 0 ? [toNamedImport(named, original, toImport, style)] : []),
  ];
}

/** The specifier as it is written, with its attributes. */
function getSource(original: string, load: LoadFact): string {
  const pattern =
    /(?:\bfrom\s*|=\s*require\s*\(\s*)((['"])(?:(?!\2).)*\2\s*(?:with\s*\{[^]*\}\s*)?)\)?\s*;?\s*$/;
  return pattern.exec(original)?.[1]?.trim() ?? `'${load.specifier}'`;
}

/** On one line, or one name per line where it was so and one line would be too wide. */
function toNamedImport(
  named: readonly ImportBindingFact[],
  original: string,
  toImport: (clause: string) => string,
  { eol, indent }: TextStyle,
): string {
  const names = named.map(({ imported, local }) =>
    imported === local ? local : `${imported} as ${local}`,
  );
  const line = toImport(`{ ${names.join(', ')} }`);
  const list = /\{([^}]*[\r\n][^}]*)\}/.exec(original)?.[1];
  if (list === undefined || line.length <= WIDTH) return line;
  const comma = /,\s*$/.test(list) ? ',' : '';
  return toImport(`{${eol}${indent}${names.join(`,${eol}${indent}`)}${comma}${eol}}`);
}
