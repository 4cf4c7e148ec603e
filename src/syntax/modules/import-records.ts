// Lexes a file for everything it may load: a superset, at a fraction of the cost of parsing.
// `startup-facts.ts` narrows it down from a parsed file.
import { parse as lex } from 'es-module-lexer';
import type { Range } from '../../text/range.ts';
import type { SourceText } from '../../text/source-text.ts';
import { readModuleRecord } from '../parse.ts';
import type { RecordKind, ImportRecord } from './facts.ts';

/**
 * Extracts what a file may load. Uses `es-module-lexer`, which reads TypeScript, and `oxc-parser`
 * where that fails (most JSX). Neither reports `require`, which a pattern finds, also in comments.
 * If neither can read the file, only its `require` calls are returned.
 * @see https://github.com/guybedford/es-module-lexer#readme (TypeScript since version 3)
 */
export function extractImportRecords(source: SourceText): readonly ImportRecord[] {
  return addRequires(source, readRecords(source) ?? []);
}

/**
 * Whether a file may load a specifier that `isAsked` accepts. True for unreadable files, so that
 * the parser gets to report their syntax errors.
 */
export function mayLoad(source: SourceText, isAsked: (specifier: string) => boolean): boolean {
  const records = readRecords(source);
  return (
    records === undefined ||
    addRequires(source, records).some(
      ({ specifier, isTypeOnly }) => !isTypeOnly && isAsked(specifier),
    )
  );
}

/**
 * How a load with a computed specifier begins: `require(name`, `import(path.join(`,
 * `` require(`./${ ``, `require('./' +`.
 */
const COMPUTED =
  /(?:[rR]equire|\bimport)\s*\(\s*(?:\/\*[^]*?\*\/\s*)?(?:[a-zA-Z_$(]|`[^`]*\$\{|'[^'\n]*'\s*\+|"[^"\n]*"\s*\+)/;

/** Whether a text may load a computed specifier. Cheaper than lexing. */
export function mayCompute(text: string): boolean {
  return COMPUTED.test(text);
}

function readRecords(source: SourceText): readonly ImportRecord[] | undefined {
  return lexRecords(source) ?? readModuleRecord(source);
}

function addRequires(
  { text }: SourceText,
  records: readonly ImportRecord[],
): readonly ImportRecord[] {
  return REQUIRES.test(text) ? [...records, ...findRequires(text, records)] : records;
}

/** `require`, `createRequire` */
const REQUIRES = /[rR]equire/;

/** The records of `es-module-lexer`; undefined if it can't read the text. */
export function lexRecords({ path, text }: SourceText): readonly ImportRecord[] | undefined {
  let imports: ReturnType<typeof lex>[0];
  try {
    [imports] = lex(text, path);
  } catch {
    return undefined;
  }
  const records: ImportRecord[] = [];
  for (const one of imports) {
    if (one.type === 'import-meta') continue;
    const range: Range = [one.importStart, one.importEnd];
    if (one.type === 'dynamic') {
      // import(`./${name}.js`) names no module
      if (one.specifier !== undefined && !one.glob)
        records.push({
          kind: 'dynamic-import',
          specifier: one.specifier,
          range,
          isTypeOnly: false,
        });
    } else {
      records.push({
        kind: getKind(text, one.importStart),
        specifier: one.specifier,
        range,
        isTypeOnly: one.typeOnly,
      });
    }
  }
  return records;
}

function getKind(text: string, start: number): RecordKind {
  if (text.startsWith('export', start)) return 'export-from';
  return EFFECT.test(text.slice(start, start + 60)) ? 'effect' : 'import';
}

/** `import 'm'`. Not `import {} from 'm'`, which TypeScript elides. */
const EFFECT = /^import(?:\s|\/\*[^]*?\*\/)*['"]/;

const ARGUMENT = String.raw`\s*\(\s*(?:/\*[^]*?\*/\s*)?(?:'([^'\\\n]+)'|"([^"\\\n]+)"|\`((?:[^\`\\$]|\$(?!\{))+)\`)\s*,?\s*\)`;
const REQUIRE = new RegExp(String.raw`\brequire${ARGUMENT}`, 'g');

function* findRequires(text: string, records: readonly ImportRecord[]): Iterable<ImportRecord> {
  for (const match of text.matchAll(getPattern(text))) {
    const range: Range = [match.index, match.index + match[0].length];
    // import x = require('m') is a record already
    if (records.some((record) => record.range[0] < range[0] && record.range[1] >= range[1] - 1))
      continue;
    yield {
      kind: 'require',
      specifier: match[1] ?? match[2] ?? match[3] ?? '',
      range,
      isTypeOnly: false,
    };
  }
}

/** Also matches names such as `load` in `const load = createRequire(import.meta.url)`. */
function getPattern(text: string): RegExp {
  if (!text.includes('createRequire')) return REQUIRE;
  const names = [...text.matchAll(/([\w$]+)\s*=\s*createRequire\b/g)].map(([, name = '']) =>
    name.replaceAll('$', String.raw`\$`),
  );
  return new RegExp(String.raw`(?<![\w$])(?:${['require', ...names].join('|')})${ARGUMENT}`, 'g');
}
