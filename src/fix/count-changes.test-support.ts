// What a fix run changed, by its texts.
import type { FixReport } from '../model/report.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import { toSourceText } from '../text/source-text.ts';

/** Counts the async functions with one of the names, which leaves out added loaders. */
function countAsync(path: string, text: string, names: ReadonlySet<string>): number {
  const facts = analyzeModule(toSourceText(path, text));
  if (isParseFailure(facts)) throw new Error(facts.message);
  return facts.functionScopes.filter(({ isAsync, label }) => isAsync && names.has(label)).length;
}

/** Counts the functions that a run made async and the files that it changed, by their texts. */
export function countChanges({ files }: FixReport): {
  readonly functions: number;
  readonly files: number;
} {
  const changed = files.filter(({ output, source }) => output !== source.text);
  const functions = changed.map(({ path, output, source }) => {
    const facts = analyzeModule(source);
    const names = new Set(
      isParseFailure(facts) ? [] : facts.functionScopes.map(({ label }) => label),
    );
    return countAsync(path, output, names) - countAsync(path, source.text, names);
  });
  return { functions: functions.reduce((sum, count) => sum + count, 0), files: changed.length };
}
