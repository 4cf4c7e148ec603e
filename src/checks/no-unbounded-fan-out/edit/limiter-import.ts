// Plans the import of `p-limit`, in the form that the file uses and a version that it can load.
import type { ModuleFacts, StatementFact } from '../../../syntax/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import { endStatement, getStyle } from '../../../text/style.ts';
import type { PackageRequirement } from '../../define-check.ts';
import { getFreshName } from './text.ts';
import type { ModuleHost } from '../../module-host.ts';

/** The name to call, and the edits that import it. */
export interface LimitImport {
  readonly name: string;
  readonly edits: readonly TextEdit[];
  /** Absent if the file imports it already. */
  readonly requires?: PackageRequirement;
}

const PACKAGE = 'p-limit';
/**
 * The last version that CommonJS can `require`, and one that runs on all supported versions of
 * Node.
 */
const RANGES = { commonjs: '^3.1.0', module: '^6.2.0' } as const;

/** Plans the import of `pLimit`, or returns the name of an existing one. */
export function planLimitImport(facts: ModuleFacts, host: ModuleHost): LimitImport {
  const existing = findImported(facts);
  if (existing !== undefined) return { name: existing, edits: [] };
  const { text } = facts.source;
  const { eol, quote, semicolon } = getStyle(text);
  const name = getFreshName('pLimit', facts.names);
  const isImport = facts.isModule;
  const hasDefault = facts.loads.some(
    (load) => load.form === 'import' && load.bindings.some((one) => one.imported === 'default'),
  );
  const usesEquals = !hasDefault && facts.loads.some((load) => load.form === 'import-equals');
  const source = `${quote}${PACKAGE}${quote}`;
  const line = !isImport
    ? `const ${name} = require(${source})${semicolon}`
    : usesEquals && host.runsAs === 'commonjs'
      ? `import ${name} = require(${source})${semicolon}`
      : `import ${name} from ${source}${semicolon}`;
  const last = findLastLoad(facts, isImport);
  const at = last ? last.range[1] : getFirstStatement(facts);
  const edit: TextEdit = last
    ? { range: [at, at], text: eol + endStatement(line, text, at, false) }
    : {
        range: [at, at],
        text: endStatement(line, text, at, true) + eol + (text.slice(at).trim() === '' ? '' : eol),
      };
  return { name, edits: [edit], requires: { name: PACKAGE, range: RANGES[host.runsAs] } };
}

/** `import pLimit from 'p-limit'`, `const pLimit = require('p-limit')`. */
function findImported(facts: ModuleFacts): string | undefined {
  for (const load of facts.loads) {
    if (load.specifier !== PACKAGE || load.isTypeOnly) continue;
    const binding = load.bindings.find(
      (one) =>
        one.imported === 'default' || (load.form === 'import-equals' && one.imported === '*'),
    );
    if (binding) return binding.local;
    const statement = facts.statements[load.statement];
    const declared =
      statement &&
      /^(?:const|let|var)\s+([\w$]+)\s*=\s*require\(/.exec(
        facts.source.text.slice(...statement.range),
      )?.[1];
    if (load.form === 'require' && declared !== undefined) return declared;
  }
  return undefined;
}

/** The last import, or the last `require` of the leading block of them. */
function findLastLoad(facts: ModuleFacts, isImport: boolean): StatementFact | undefined {
  const forms: readonly string[] = isImport ? ['import', 'import-equals'] : ['require'];
  const places = facts.loads
    .filter(
      (load) =>
        forms.includes(load.form) && load.atStartup && (isImport || load.isWholeInitializer),
    )
    .map((load) => load.statement);
  const statements = facts.statements.filter(
    ({ index, kind }) => places.includes(index) && kind === (isImport ? 'import' : 'variable'),
  );
  return statements.at(-1);
}

/** The offset of the first statement that isn't a directive such as `'use strict'`. */
function getFirstStatement(facts: ModuleFacts): number {
  const { text } = facts.source;
  const first = facts.statements.find(
    (statement) => !/^['"]use \w+['"];?$/.test(text.slice(...statement.range)),
  );
  return first?.directiveStart ?? text.length;
}
