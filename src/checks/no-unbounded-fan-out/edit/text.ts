// Text helpers for fan-out rewrites: new names, indentation, comments, notes.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { Range } from '../../../text/range.ts';
import { getIndentation, getLineStart } from '../../../text/source-text.ts';

/**
 * A name that the file doesn't mention.
 * @param ordinal how many such names to leave to other rewrites in the same scopes
 */
export function getFreshName(wish: string, names: ReadonlySet<string>, ordinal = 0): string {
  let left = ordinal;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wish : `${wish}${String(count)}`;
    if (names.has(name)) continue;
    if (left === 0) return name;
    left -= 1;
  }
}

/** Whether a text mentions a name, other than as a property. */
export function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$.])${name.replace(/\$/g, '\\$')}(?![\\w$])`).test(text);
}

/** The indentation of the line at an offset. */
export function getLineIndentation(text: string, offset: number): string {
  const start = getLineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? getIndentation(text, offset);
}

/**
 * Reindents all lines of a range but the first, from `from` to `to`, except lines inside `frozen`.
 */
export function moveText(
  text: string,
  range: Range,
  from: string,
  to: string,
  frozen: readonly Range[],
): string {
  if (from === to) return text.slice(...range);
  let result = '';
  let at = range[0];
  for (const match of text.slice(...range).matchAll(/\n/g)) {
    const next = range[0] + match.index + 1;
    result += text.slice(at, next);
    at = next;
    if (frozen.some((one) => one[0] < next && next <= one[1])) continue;
    const indentation = /^[ \t]*/.exec(text.slice(next, range[1]))?.[0] ?? '';
    if (indentation.startsWith(from)) {
      result +=
        text.charAt(next + indentation.length) === '\n' ||
        text.charAt(next + indentation.length) === '\r'
          ? ''
          : to;
      at = next + from.length;
    } else if (from.startsWith(indentation)) {
      at = next + indentation.length;
    }
  }
  return result + text.slice(at, range[1]);
}

/** The comments in `within` that are outside all `kept` ranges. */
export function getLostComments(
  text: string,
  within: Range,
  comments: readonly Range[],
  kept: readonly Range[],
): readonly string[] {
  return comments
    .filter(
      (one) =>
        one[0] >= within[0] &&
        one[1] <= within[1] &&
        !kept.some((piece) => one[0] >= piece[0] && one[1] <= piece[1]),
    )
    .map((one) => text.slice(...one));
}

/** Notes on how behaviour changes when tasks run one at a time. */
export function getSerialNotes({ collector }: FanOutFact): readonly string[] {
  const time = 'It takes as long as all tasks together: a request may now pass a timeout.';
  if (collector.kind === 'none')
    return [
      'The function now waits for the tasks, and an error in one of them reaches its caller.',
      time,
    ];
  if (collector.kind === 'allSettled') return [time];
  return ['A task that fails ends the loop with its error: those behind it no longer start.', time];
}
