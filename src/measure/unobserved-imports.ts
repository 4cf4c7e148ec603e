// Adds the imports of ES modules that a `require` has loaded: before Node 22.15, no hook sees them.
// Reads those modules and counts what they name if it was loaded.
import { readFileSync } from 'node:fs';
import { ResolverFactory } from 'oxc-resolver';
import { lexRecords } from '../syntax/modules/import-records.ts';
import { toSourceText } from '../text/source-text.ts';
import { getFormat } from '../resolve/installed-package.ts';
import type { LoadLink, LoadTrace } from './load-trace.ts';

/** Adds the links to a trace that its process could not observe. */
export function addUnseenLinks(trace: LoadTrace): LoadTrace {
  const resolver = new ResolverFactory({
    conditionNames: ['node', 'node-addons', 'import', 'module-sync'],
    mainFields: ['main'],
    extensions: ['.js', '.json', '.node'],
  });
  const linked = new Set(trace.links.map(({ from }) => from));
  const loaded = new Set(trace.files.map(({ path }) => path));
  const unseen = trace.files.filter(
    ({ path, atMs }) =>
      (atMs === undefined || !linked.has(path)) &&
      /\.m?js$/.test(path) &&
      getFormat(path) === 'module',
  );
  const links = unseen.flatMap(({ path }) =>
    readSpecifiers(path).flatMap((specifier): readonly LoadLink[] => {
      const to = resolver.resolveFileSync(path, specifier).path;
      return to !== undefined && loaded.has(to) ? [{ from: path, to }] : [];
    }),
  );
  return links.length === 0 ? trace : { ...trace, links: [...trace.links, ...links] };
}

function readSpecifiers(path: string): readonly string[] {
  try {
    return (lexRecords(toSourceText(path, readFileSync(path, 'utf8'))) ?? []).map(
      ({ specifier }) => specifier,
    );
  } catch {
    return []; // the file is gone
  }
}
