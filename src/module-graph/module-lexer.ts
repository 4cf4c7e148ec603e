// What one file may load, and what it really loads, by its text alone, so that a cache can keep it.
import { DEFAULT_MAX_FILE_SIZE } from '../files/file-size.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toFailure, type ParseFailure } from '../syntax/failure.ts';
import { extractImportRecords } from '../syntax/modules/import-records.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import type { StartupFacts, ImportRecord } from '../syntax/modules/facts.ts';

/**
 * The specifiers of a file, each once. The first `statics` of `imports` are of static imports, the
 * others of `import()`.
 */
export interface LexedModule {
  readonly imports: readonly string[];
  readonly statics: number;
  readonly requires: readonly string[];
}

/**
 * The price of deferring a load, negative if it can't be deferred, and the function scopes that
 * load or use its value.
 */
export interface LoadPrice {
  readonly price: number;
  readonly functionScopes: readonly number[];
}

/**
 * The result of parsing a module. `prices` are parallel to the loads of `startup`; empty if not
 * requested.
 */
export interface ModuleVerdict {
  readonly startup: StartupFacts;
  readonly prices: readonly LoadPrice[];
  /** Why it could not be analysed; absent for a syntax error. */
  readonly failure?: ParseFailure;
}

/** Prices the loads of a parsed module. */
export type PriceLoads = (facts: ModuleFacts) => readonly LoadPrice[];

/** Lexes a text. Specifiers are kept once, as copies: a slice would keep the whole text alive. */
export type LexModule = (path: string, text: string) => LexedModule;

/** Creates a lexer that interns specifiers. */
export function createModuleLexer(): LexModule {
  const known = new Map<string, string>();
  const intern = (specifier: string): string => {
    const copy = known.get(specifier);
    if (copy !== undefined) return copy;
    const fresh = Buffer.from(specifier, 'utf8').toString('utf8');
    known.set(fresh, fresh);
    return fresh;
  };
  return (path, text) => toLexed(extractImportRecords(toSourceText(path, text)), intern);
}

/** For a file that no longer exists. */
export const NOTHING: LexedModule = { imports: [], statics: 0, requires: [] };

function toLexed(
  records: readonly ImportRecord[],
  intern: (specifier: string) => string,
): LexedModule {
  const statics = new Set<string>();
  const dynamics = new Set<string>();
  const requires = new Set<string>();
  for (const { kind, specifier, isTypeOnly } of records) {
    if (isTypeOnly) continue;
    (kind === 'require' ? requires : kind === 'dynamic-import' ? dynamics : statics).add(
      intern(specifier),
    );
  }
  return {
    imports: [...new Set([...statics, ...dynamics])],
    statics: statics.size,
    requires: [...requires],
  };
}

/** If a file does not parse or can't be analysed, all its static imports count. */
export function judgeModule(source: SourceText, priceLoads: PriceLoads | undefined): ModuleVerdict {
  // A large file is not worth parsing to tell which of its imports are loaded.
  if (source.text.length > DEFAULT_MAX_FILE_SIZE) return judgeByText(source);
  const facts = tryToAnalyze(source);
  if (isParseFailure(facts)) return { ...judgeByText(source), ...pickOwn(facts) };
  try {
    return { startup: facts.startup, prices: priceLoads?.(facts) ?? [] };
  } catch (error) {
    return { ...judgeByText(source), failure: toFailure(error) };
  }
}

function tryToAnalyze(source: SourceText): ModuleFacts | ParseFailure {
  try {
    return analyzeModule(source);
  } catch (error) {
    return toFailure(error);
  }
}

function pickOwn(failure: ParseFailure): Pick<ModuleVerdict, 'failure'> {
  return failure.kind === undefined ? {} : { failure };
}

function judgeByText(source: SourceText): ModuleVerdict {
  const records = extractImportRecords(source).filter(
    ({ kind, isTypeOnly }) =>
      !isTypeOnly && (kind === 'import' || kind === 'effect' || kind === 'export-from'),
  );
  const startup: StartupFacts = {
    loads: records.map(({ kind, specifier, range }) => ({
      form: kind === 'export-from' ? 'export-from' : 'import',
      specifier,
      range,
      erasure: 'never',
      atStartup: true,
    })),
    calls: [],
    functions: {},
    links: [],
  };
  return { startup, prices: [] };
}
