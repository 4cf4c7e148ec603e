// Rewrites a loop that pushes promises into one that awaits each task.
import type { ModuleFacts } from '../../../syntax/facts.ts';
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { LoopFact } from '../../../syntax/fan-out/sites/site-facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Range } from '../../../text/range.ts';
import { getLineStart, getNextLineStart } from '../../../text/source-text.ts';
import type { EditPlan, Refusal } from '../../define-check.ts';
import { refuseFanOut } from '../refusals.ts';
import { getFreshName, getSerialNotes, mentions } from './text.ts';
import { getElementType } from '../types.ts';
import type { FanOutTarget } from './target.ts';

/**
 * Plans `ps.push(await f(x))`: the loop waits, and the array holds the results.
 * @param delay the pause after each task, in milliseconds, which an existing loop doesn't get
 */
export function planPush(
  target: FanOutTarget,
  fact: FanOutFact,
  loop: LoopFact,
  delay: number,
): EditPlan | Refusal {
  const { facts, starts } = target;
  const { text } = facts.source;
  const annotation = loop.typeAnnotation && getElementType(text.slice(...loop.typeAnnotation));
  if (loop.typeAnnotation && annotation === undefined)
    return refuseFanOut('B210', loop.typeAnnotation);
  const bare = removeUnusedArray(target, fact, loop);
  const name = getResultsName(target, fact, loop);
  const awaits = starts.flatMap((one): readonly TextEdit[] => {
    const pushed = one.site.loop?.pushed ?? loop.pushed;
    const isLoose = one.site.loop?.isLoose ?? loop.isLoose;
    const [from, to] = bare ? one.start.range : pushed;
    return [
      { range: [from, pushed[0]], text: isLoose ? 'await (' : 'await ' },
      { range: [pushed[1], to], text: isLoose ? ')' : '' },
    ];
  });
  const lists = starts.flatMap((one) => one.site.loop?.sharedLists ?? []);
  const copies = [...new Map(lists.map((range) => [range[0], range])).values()].flatMap(
    ([from, to]): readonly TextEdit[] => [
      { range: [from, from], text: '[...' },
      { range: [to, to], text: ']' },
    ],
  );
  return {
    edits: [
      ...awaits.filter(({ range, text: added }) => range[0] < range[1] || added !== ''),
      ...copies,
      ...(bare ?? [
        ...(loop.typeAnnotation && annotation !== undefined
          ? [{ range: loop.typeAnnotation, text: annotation }]
          : []),
        ...collectResults(target, fact, loop, name),
      ]),
    ],
    safety: 'suggestion',
    summary: 'Awaits each task in the loop that starts it',
    notes: [
      ...getSerialNotes(fact),
      ...(delay > 0 ? ['No pause is added to an existing loop.'] : []),
    ],
  };
}

/** Names of arrays of promises, which would be wrong for an array of results. */
const PROMISES = /promise|^ps$/i;

/** The name that the array has once it holds results. */
function getResultsName(
  { facts, ordinal }: FanOutTarget,
  { site }: FanOutFact,
  loop: LoopFact,
): string {
  const { text } = facts.source;
  const { declared } = site;
  if (!getSimpleDeclaration(loop, text)) return loop.name;
  if (isDeclaredInPlace(site, loop, facts) && declared) return declared.text;
  return PROMISES.test(loop.name) && site.kind !== 'discard'
    ? getFreshName('results', facts.names, ordinal)
    : loop.name;
}

/** Whether the variable of the results can take the place of the array of promises. */
function isDeclaredInPlace(
  { declared, statement, comments, resultType, kind }: FanOutFact['site'],
  loop: LoopFact,
  { source: { text }, isTypeScript }: ModuleFacts,
): boolean {
  return (
    kind === 'declare' &&
    declared?.isName === true &&
    loop.isInSameList &&
    comments.length === 0 &&
    (resultType === undefined || loop.typeAnnotation === undefined) &&
    (resultType !== undefined || !isTypeScript || !declared.isCaptured) &&
    !mentions(text.slice(loop.declaration[1], statement[0]), declared.text) &&
    toLines(statement, text) !== undefined
  );
}

/** Puts the array in the place of the collector, under its new name. */
function collectResults(
  { facts, starts }: FanOutTarget,
  { site, collector }: FanOutFact,
  loop: LoopFact,
  name: string,
): readonly TextEdit[] {
  if (site.kind === 'discard' || collector.hasTypeArguments) return [];
  const { text } = facts.source;
  const simple = getSimpleDeclaration(loop, text);
  const renames: readonly TextEdit[] =
    name === loop.name || !simple
      ? []
      : [
          { range: simple, text: name },
          ...starts.map(({ start }): TextEdit => ({
            range: [start.range[0], start.range[0] + loop.name.length],
            text: name,
          })),
        ];
  if (!isDeclaredInPlace(site, loop, facts) || !simple || !site.declared)
    return [...renames, { range: site.outer, text: name }];
  const [from] = loop.declaration;
  return [
    ...renames,
    { range: [from, simple[0]], text: `${site.declared.keyword} ` },
    ...(site.resultType === undefined
      ? []
      : [{ range: [simple[1], simple[1]] as const, text: `: ${site.resultType}` }]),
    { range: toLines(site.statement, text) ?? site.statement, text: '' },
  ];
}

/** The name in `const ps = []` or `const ps: T[] = []`; undefined for another declaration. */
function getSimpleDeclaration({ declaration, name }: LoopFact, text: string): Range | undefined {
  const match = /^(?:const|let|var)\s+([\w$]+)(?:\s*:[^=]+)?\s*=\s*\[\]\s*;?$/.exec(
    text.slice(...declaration),
  );
  if (!match) return undefined;
  const from = declaration[0] + match[0].indexOf(name, match[0].search(/\s/));
  return [from, from + name.length];
}

/**
 * Removes the array and its collector if the results are unused.
 * @returns undefined if they are used, or other code shares the lines of the array
 */
function removeUnusedArray(
  { facts }: FanOutTarget,
  { site }: FanOutFact,
  loop: LoopFact,
): readonly TextEdit[] | undefined {
  const { text } = facts.source;
  if (site.kind !== 'discard' || site.comments.length > 0 || !getSimpleDeclaration(loop, text))
    return undefined;
  const lines = [loop.declaration, site.statement].map((range) => toLines(range, text));
  if (lines.includes(undefined)) return undefined;
  return lines.flatMap((range) => (range ? [{ range, text: '' }] : []));
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
