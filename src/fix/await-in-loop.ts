// Disable comments for the awaits that a rewrite puts into loops.
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import { getLineStart, toSourceText } from '../text/source-text.ts';

const RULE = 'no-await-in-loop';
const MARK = `// eslint-disable-next-line ${RULE} -- one at a time`;

/**
 * Adds a disable comment above each line that ESLint's `no-await-in-loop` would report and that the
 * original text does not have.
 * @param before the original text
 * @param after the rewritten text
 * @param path path of the file, which tells its language
 * @see https://eslint.org/docs/latest/rules/no-await-in-loop
 */
export function markAwaits(before: string, after: string, path: string): string {
  const known = new Map<string, number>();
  const count = (line: string, step: number): number => {
    const left = known.get(line) ?? 0;
    known.set(line, left + step);
    return left;
  };
  for (const start of findLines(before, path)) count(getLine(before, start), 1);
  const fresh = findLines(after, path).filter((start) => count(getLine(after, start), -1) <= 0);
  let marked = after;
  for (const start of fresh.toReversed()) {
    const [, indentation = '', eol = '\n'] =
      /^([ \t]*)[^\r\n]*(\r?\n)?/.exec(after.slice(start)) ?? [];
    marked = marked.slice(0, start) + indentation + MARK + eol + marked.slice(start);
  }
  return marked;
}

/** Finds the starts of the lines that the rule reports, where a comment can be put above. */
function findLines(text: string, path: string): readonly number[] {
  const facts = analyzeModule(toSourceText(path, text));
  if (isParseFailure(facts)) return [];
  const isDisabled = (offset: number): boolean =>
    facts.disables.some(
      ({ range, rules }) =>
        offset >= range[0] && offset < range[1] && (rules.length === 0 || rules.includes(RULE)),
    );
  const found = facts.loopAwaits
    .filter(({ offset, isInText }) => !isInText && !isDisabled(offset))
    .map(({ offset }) => getLineStart(text, offset));
  return [...new Set(found)];
}

function getLine(text: string, start: number): string {
  return /^[^\r\n]*/.exec(text.slice(start))?.[0].trim() ?? '';
}
