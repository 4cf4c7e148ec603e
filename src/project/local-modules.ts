// The project's own modules behind specifiers: resolved as TypeScript and Node do, read and parsed once for each state on disk.
import { readFileSync, statSync } from 'node:fs';
import { ResolverFactory } from 'oxc-resolver';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toSourceText } from '../text/source-text.ts';

/** Resolves what TypeScript means: path aliases of the nearest `tsconfig.json`, and `./x.js` for `x.ts`. */
export function createSourceResolver(): ResolverFactory {
  return new ResolverFactory({
    tsconfig: 'auto',
    conditionNames: ['node', 'import', 'require', 'types'],
    extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
  });
}

/** Gives the facts of the module that a file means by a specifier; undefined for packages, declarations, and what can't be read. */
export type LocalModuleReader = (from: string, specifier: string) => ModuleFacts | undefined;

/** Makes a reader with a memory of its own. An editor keeps it for long: a file that was written to is read again. */
export function createLocalModuleReader(): LocalModuleReader {
  let resolver: ResolverFactory | undefined;
  const known = new Map<string, { readonly version: string; readonly facts: ModuleFacts | undefined }>();
  return (from, specifier) => {
    resolver ??= createSourceResolver();
    const { path } = resolver.resolveFileSync(from, specifier);
    if (path === undefined || /[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(path) || !/\.[cm]?[jt]sx?$/.test(path)) return undefined;
    const version = getVersion(path);
    const before = known.get(path);
    if (before?.version === version) return before.facts;
    const facts = version === '' ? undefined : readFacts(path);
    known.set(path, { version, facts });
    return facts;
  };
}

function getVersion(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${String(stats.mtimeMs)} ${String(stats.size)}` : '';
}

function readFacts(path: string): ModuleFacts | undefined {
  const facts = analyzeModule(toSourceText(path, readFileSync(path, 'utf8')));
  return isParseFailure(facts) ? undefined : facts;
}
