// THE parser: text → TS-ESTree by `oxc-parser`. Only this file knows oxc.
import { extname } from 'node:path';
import type { TSESTree } from '@typescript-eslint/types';
import { parseSync, type ParserOptions } from 'oxc-parser';
import type { Range } from '../text/range.ts';
import type { SourceText } from '../text/source-text.ts';

/** A comment, without its delimiters. */
export interface Comment {
  readonly kind: 'line' | 'block';
  readonly text: string;
  readonly range: Range;
}

/** A file that parsed. */
export interface ParsedModule {
  readonly program: TSESTree.Program;
  readonly comments: readonly Comment[];
  /** Whether it is ES module syntax; otherwise it runs as CommonJS or a script. */
  readonly isModule: boolean;
}

/** A file that did not: the parser's own words and the offset they are about. */
export interface ParseFailure {
  readonly message: string;
  readonly offset: number;
}

type Lang = NonNullable<ParserOptions['lang']>;
type SourceType = NonNullable<ParserOptions['sourceType']>;

const LANGUAGES: Readonly<Record<string, Lang>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx' };
const MODULE_EXTENSIONS: ReadonlySet<string> = new Set(['.ts', '.mts', '.tsx', '.mjs']);

/** Parses one file. The language follows from the extension of its path, as in Node and TypeScript. */
export function parseModule(source: SourceText): ParsedModule | ParseFailure {
  const extension = extname(source.path);
  const lang = LANGUAGES[extension] ?? 'jsx';
  if (MODULE_EXTENSIONS.has(extension)) return parseAs(source, lang, 'module');
  if (extension === '.cjs' || extension === '.cts') return parseAs(source, lang, extension === '.cts' ? 'module' : 'commonjs');
  const result = parseAs(source, lang, 'unambiguous');
  if (!('message' in result)) return result;
  const commonjs = parseAs(source, lang, 'commonjs'); // a top-level `return`
  return 'message' in commonjs ? result : commonjs;
}

function parseAs(source: SourceText, lang: Lang, sourceType: SourceType): ParsedModule | ParseFailure {
  const result = parseSync(source.path, source.text, { lang, sourceType, astType: 'ts', range: true, preserveParens: false });
  const error = result.errors.find((candidate) => candidate.severity === 'Error');
  if (error) return { message: error.message, offset: error.labels[0]?.start ?? 0 };
  const program: unknown = result.program;
  if (!isProgram(program)) return { message: 'the parser gave no program', offset: 0 };
  return {
    program,
    comments: result.comments.map((comment) => ({
      kind: comment.type === 'Line' ? 'line' : 'block',
      text: comment.value,
      range: [comment.start, comment.end],
    })),
    isModule: sourceType === 'module' || program.sourceType === 'module',
  };
}

/** oxc's types and typescript-eslint's name the same shape; this is where one becomes the other. */
function isProgram(value: unknown): value is TSESTree.Program {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Program';
}
