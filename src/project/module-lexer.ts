// What one file may load, and what it loads in fact, by its text alone: what a cache can keep. Must not resolve anything.
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { BootFacts } from '../syntax/boot-facts.ts';
import { extractImportRecords, type ImportRecord } from '../syntax/import-records.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';

/** The specifiers of a file, each once: `imports` with the `statics` first of them, behind them those of `import()`, and `requires`. */
export interface LexedModule {
  readonly imports: readonly string[];
  readonly statics: number;
  readonly requires: readonly string[];
}

export interface ModuleLexer {
  /** @param isOverlaid whether the text is another than the disk's, so that nothing of it is kept */
  lex(path: string, read: () => string | undefined, isOverlaid: boolean): LexedModule;
  /** The facts of a module that was lexed here. */
  getFacts(module: LexedModule, read: () => SourceText): BootFacts;
}

/** Makes a lexer. Specifiers are kept once, as copies: a slice would keep the whole text alive. */
export function createModuleLexer(): ModuleLexer {
  const known = new Map<string, string>();
  const intern = (specifier: string): string => {
    const copy = known.get(specifier);
    if (copy !== undefined) return copy;
    const fresh = Buffer.from(specifier, 'utf8').toString('utf8');
    known.set(fresh, fresh);
    return fresh;
  };
  return {
    lex(path, read) {
      const text = read();
      return text === undefined ? NOTHING : toLexed(extractImportRecords(toSourceText(path, text)), intern);
    },
    getFacts: (_, read) => extractFacts(read()),
  };
}

const NOTHING: LexedModule = { imports: [], statics: 0, requires: [] };

function toLexed(records: readonly ImportRecord[], intern: (specifier: string) => string): LexedModule {
  const statics = new Set<string>();
  const dynamics = new Set<string>();
  const requires = new Set<string>();
  for (const { kind, specifier, isTypeOnly } of records) {
    if (isTypeOnly) continue;
    (kind === 'require' ? requires : kind === 'dynamic-import' ? dynamics : statics).add(intern(specifier));
  }
  return { imports: [...new Set([...statics, ...dynamics])], statics: statics.size, requires: [...requires] };
}

/** Of a file that does not parse, the static imports count. */
export function extractFacts(source: SourceText): BootFacts {
  const facts = analyzeModule(source);
  if (!isParseFailure(facts)) return facts.boot;
  const records = extractImportRecords(source).filter(({ kind, isTypeOnly }) => !isTypeOnly && (kind === 'import' || kind === 'effect' || kind === 'export-from'));
  return {
    loads: records.map(({ kind, specifier, range }) => ({ form: kind === 'export-from' ? 'export-from' : 'import', specifier, range, erasure: 'never', atLoad: true })),
    calls: [],
    functions: {},
    links: [],
  };
}
