// Rewrites a loop that pushes promises into one that awaits each task.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Range } from '../../../text/range.ts';
import { getLineStart, getNextLineStart } from '../../../text/source-text.ts';
import type { EditPlan, Refusal } from '../../define-check.ts';
import { refuseFanOut } from '../refusals.ts';
import { getSerialNotes } from './text.ts';
import { getElementType } from '../types.ts';
import type { FanOutTarget } from './target.ts';

/** Plans `ps.push(await f(x))`: the loop waits, and the collector receives finished values. */
export function planPush(
  target: FanOutTarget,
  pushed: Range,
  annotation: Range | undefined,
  delay: number,
): EditPlan | Refusal {
  const { facts, starts } = target;
  const { text } = facts.source;
  const typeEdits = [];
  if (annotation) {
    const element = getElementType(text.slice(...annotation));
    if (element === undefined) return refuseFanOut('B210', annotation);
    typeEdits.push({ range: annotation, text: element });
  }
  const pieces = starts.map((one) => one.site.loop?.pushed ?? pushed);
  const edits = pieces.flatMap((range) => {
    const isLoose = isLoosePush(text.slice(...range));
    return [
      { range: [range[0], range[0]] as const, text: isLoose ? 'await (' : 'await ' },
      ...(isLoose ? [{ range: [range[1], range[1]] as const, text: ')' }] : []),
    ];
  });
  const notes = delay > 0 ? ['No pause is added to an existing loop.'] : [];
  const [first] = starts;
  const bare = first && removeUnusedArray(target, first);
  if (bare)
    return {
      edits: bare,
      safety: 'suggestion',
      summary: 'Awaits each task in the loop that starts it',
      notes: [...getSerialNotes(first), ...notes],
    };
  return {
    edits: [...typeEdits, ...edits],
    safety: 'suggestion',
    summary: 'Awaits each task in the loop that starts it',
    notes: [...(first ? getSerialNotes(first) : []), ...notes],
  };
}

/**
 * Plans `await f(x)` for `ps.push(f(x))` and removes the array, if its results are unused.
 * @returns undefined if the results are used, or other code shares the lines of the array
 */
function removeUnusedArray(
  { facts, starts }: FanOutTarget,
  { site }: FanOutFact,
): readonly TextEdit[] | undefined {
  const { text } = facts.source;
  const declaration = site.loop?.declaration;
  if (site.kind !== 'discard' || site.comments.length > 0 || !declaration) return undefined;
  if (
    !/^(?:const|let|var)\s+[\w$]+(?:\s*:[^=]+)?\s*=\s*\[\]\s*;?$/.test(text.slice(...declaration))
  )
    return undefined;
  const lines = [declaration, site.statement].map((range) => toLines(range, text));
  if (lines.includes(undefined)) return undefined;
  return [
    ...lines.flatMap((range) => (range ? [{ range, text: '' }] : [])),
    ...starts.flatMap(({ start, site: { loop } }): readonly TextEdit[] => {
      if (!loop) return [];
      const isLoose = isLoosePush(text.slice(...loop.pushed));
      return [
        { range: [start.range[0], loop.pushed[0]], text: isLoose ? 'await (' : 'await ' },
        { range: [loop.pushed[1], start.range[1]], text: isLoose ? ')' : '' },
      ];
    }),
  ];
}

/** The whole lines of a statement, with an empty line that would be left over. */
function toLines([start, end]: Range, text: string): Range | undefined {
  const from = getLineStart(text, start);
  const to = getNextLineStart(text, end);
  if (text.slice(from, start).trim() !== '' || text.slice(end, to).trim() !== '') return undefined;
  const above = /(?:^|\n)([^\n]*)\n$/.exec(text.slice(0, from))?.[1]?.trim();
  const [below = ''] = text.slice(to).split('\n');
  if (below.trim() === '' && (above === '' || above?.endsWith('{')))
    return [from, getNextLineStart(text, to)];
  return above === '' && below.trim().startsWith('}')
    ? [text.lastIndexOf('\n', from - 2) + 1, to]
    : [from, to];
}

/** Whether `await` before an expression would bind to only a part of it. */
function isLoosePush(text: string): boolean {
  return !/^[\w$.#]+(?:<[^()]*>)?\(/.test(text) || /\)\s*(?:\?|\|\||&&|\?\?)/.test(text);
}
