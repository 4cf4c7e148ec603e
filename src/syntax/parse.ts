// Parses text to TS-ESTree with `oxc-parser`. The only file that imports it.
import { extname } from 'node:path';
import type { TSESTree } from '@typescript-eslint/types';
import { parseSync, type ParserOptions } from 'oxc-parser';
import type { Range } from '../text/range.ts';
import type { SourceText } from '../text/source-text.ts';
import type { ImportRecord } from './modules/facts.ts';
import { TOO_DEEP, type ParseFailure } from './failure.ts';
import { isTooDeep } from './nesting.ts';

/** A comment, without its delimiters. */
export interface Comment {
  readonly kind: 'line' | 'block';
  readonly text: string;
  readonly range: Range;
}

/** A successfully parsed file. */
export interface ParsedModule {
  /**
   * Nodes have neither `range` nor `parent` until `buildTree` adds them: having the parser return
   * ranges is slower.
   */
  readonly program: TSESTree.Program;
  readonly comments: readonly Comment[];
  /** ES module syntax; otherwise the file runs as CommonJS or a script. */
  readonly isModule: boolean;
}

type Lang = NonNullable<ParserOptions['lang']>;
type SourceType = NonNullable<ParserOptions['sourceType']>;

const LANGUAGES: Readonly<Record<string, Lang>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
};
const MODULE_EXTENSIONS: ReadonlySet<string> = new Set(['.ts', '.mts', '.tsx', '.mjs']);

/** Parses one file. The extension decides the language, as in Node and TypeScript. */
export function parseModule(source: SourceText): ParsedModule | ParseFailure {
  if (isTooDeep(source.text)) return TOO_DEEP;
  try {
    return parseAny(source);
  } catch (error) {
    // The parser hands its tree over with a recursion of its own.
    if (error instanceof RangeError) return TOO_DEEP;
    // It does so as JSON, which it writes wrongly for some escapes in names that are no program.
    if (error instanceof SyntaxError)
      return { message: `The parser can't read it: ${error.message}`, offset: 0, kind: 'limit' };
    throw error;
  }
}

/**
 * Finds what makes an engine refuse a text before it runs it, such as a `break` outside of a loop.
 * @returns the words of the parser
 */
export function findEarlyErrors(source: SourceText): readonly string[] {
  const extension = extname(source.path);
  const isModule = MODULE_EXTENSIONS.has(extension) || extension === '.cts';
  const { errors } = parseSync(source.path, source.text, {
    lang: LANGUAGES[extension] ?? 'jsx',
    ...(isModule && { sourceType: 'module' }),
    astType: 'ts',
    showSemanticErrors: true,
  });
  return errors.map(({ message }) => message);
}

function parseAny(source: SourceText): ParsedModule | ParseFailure {
  const extension = extname(source.path);
  const lang = LANGUAGES[extension] ?? 'jsx';
  if (MODULE_EXTENSIONS.has(extension)) return parseAs(source, lang, 'module');
  if (extension === '.cjs' || extension === '.cts')
    return parseAs(source, lang, extension === '.cts' ? 'module' : 'commonjs');
  const result = parseAs(source, lang, 'unambiguous');
  if (!('message' in result)) return result;
  const commonjs = parseAs(source, lang, 'commonjs'); // a top-level `return`
  if (!('message' in commonjs)) return commonjs;
  const typed = parseAs(source, 'ts', 'unambiguous'); // Flow types that are valid TypeScript
  return 'message' in typed ? result : typed;
}

function parseAs(
  source: SourceText,
  lang: Lang,
  sourceType: SourceType,
): ParsedModule | ParseFailure {
  const result = parseSync(source.path, source.text, {
    lang,
    sourceType,
    astType: 'ts',
    preserveParens: false,
  });
  const error = result.errors.find((candidate) => candidate.severity === 'Error');
  if (error) return { message: error.message, offset: error.labels[0]?.start ?? 0 };
  const program: unknown = result.program;
  if (!isProgram(program)) return { message: 'the parser returned no program', offset: 0 };
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

/**
 * Reads the static and dynamic imports of a file without building its syntax tree.
 * @returns the records in source order, or undefined if the file doesn't parse
 */
export function readModuleRecord(source: SourceText): readonly ImportRecord[] | undefined {
  if (isTooDeep(source.text)) return undefined;
  const extension = extname(source.path);
  const lang = LANGUAGES[extension] ?? 'jsx';
  const sourceType =
    MODULE_EXTENSIONS.has(extension) || extension === '.cts'
      ? 'module'
      : extension === '.cjs'
        ? 'commonjs'
        : 'unambiguous';
  const { module, errors } = parseSync(source.path, source.text, { lang, sourceType });
  if (errors.some((error) => error.severity === 'Error')) return undefined;
  const imports = module.staticImports.map(
    ({ start, end, moduleRequest, entries }): ImportRecord => {
      // Whether `import { type A } from 'm'` is emitted depends on the compiler options. oxc
      // doesn't distinguish it from `import type { A }`, so the text has to.
      const isTypeOnly =
        entries.every((entry) => entry.isType) &&
        /^import\s+type\s*(?:\{|\*|(?!from\b)[\w$])/.test(
          source.text.slice(start, moduleRequest.start),
        );
      const isEffect =
        entries.length === 0 && source.text.slice(start, moduleRequest.start).trim() === 'import';
      return {
        kind: isEffect ? 'effect' : 'import',
        specifier: moduleRequest.value,
        range: [start, end],
        isTypeOnly,
      };
    },
  );
  const exports = module.staticExports.flatMap(
    ({ start, end, entries }): readonly ImportRecord[] => {
      // import { a } from 'm'; export { a }: oxc also reports an export of 'm', at the import
      const specifier = source.text.startsWith('export', start)
        ? entries.find((entry) => entry.moduleRequest)?.moduleRequest?.value
        : undefined;
      const isTypeOnly = /^export\s+type\b/.test(source.text.slice(start, start + 20));
      return specifier === undefined
        ? []
        : [{ kind: 'export-from', specifier, range: [start, end], isTypeOnly }];
    },
  );
  const dynamic = module.dynamicImports.flatMap(
    ({ start, end, moduleRequest }): readonly ImportRecord[] => {
      const literal = /^(?:'([^'\\]*)'|"([^"\\]*)"|`((?:[^`\\$]|\$(?!\{))*)`)$/.exec(
        source.text.slice(moduleRequest.start, moduleRequest.end),
      );
      const specifier = literal?.[1] ?? literal?.[2] ?? literal?.[3];
      return specifier === undefined
        ? []
        : [{ kind: 'dynamic-import', specifier, range: [start, end], isTypeOnly: false }];
    },
  );
  return [...imports, ...exports, ...dynamic].sort((a, b) => a.range[0] - b.range[0]);
}

/** The types of oxc and typescript-eslint describe the same shape; this guard converts them. */
function isProgram(value: unknown): value is TSESTree.Program {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Program';
}
