// Rewrites a fan-out into a loop that awaits one task at a time, with the same results and errors.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../../syntax/facts.ts';
import type { CallbackShapeFact } from '../../../syntax/fan-out/sites/site-facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Range } from '../../../text/range.ts';
import { endStatement, getLineOffset, getStyle, separateStatements } from '../../../text/style.ts';
import type { EditPlan, Refusal } from '../../define-check.ts';
import { refuseFanOut, type FanOutRefusalCode } from '../refusals.ts';
import { getHolderType, type HolderType } from '../types.ts';
import type { ModuleHost } from '../../module-host.ts';
import { planPush } from './push-loop.ts';
import { isHidden, planTask } from './task-text.ts';
import {
  getFreshName,
  getLineIndentation,
  getLostComments,
  getSerialNotes,
  mentions,
  moveText,
} from './text.ts';
import type { FanOutTarget } from './target.ts';
import { type Draft, getTask } from './serial-task.ts';
import { getClosing, getValue } from './closing.ts';
import { canBecomeAsync, makeAsync } from './async-function.ts';

/**
 * Plans the serial loop, or refuses with a reason.
 * @param delay the pause after each task, in milliseconds
 * @param emptyArray what TypeScript infers for the elements of `[]` in the file
 */
export function planSerial(
  target: FanOutTarget,
  fact: FanOutFact,
  delay: number,
  emptyArray: ModuleHost['emptyArray'],
): EditPlan | Refusal {
  const { facts } = target;
  const { text } = facts.source;
  const { site, start } = fact;
  const refuse = (name: FanOutRefusalCode, range: Range = start.range): Refusal =>
    refuseFanOut(name, range);
  const obstacle = findObstacle(target, fact);
  if (obstacle) return refuse(obstacle);
  if (start.form === 'push' && site.loop) return planPush(target, fact, site.loop, delay);
  const { callback } = fact;
  if (!callback) return refuse('B217');

  const hasResults = site.then ? site.then.uses.length > 0 : site.kind !== 'discard';
  const known = hasResults ? getHolderType(fact, callback, facts.isTypeScript) : undefined;
  if (known === 'unknown') return refuse('B210', site.expression);
  const isUntyped = hasResults && facts.isTypeScript && known?.annotation === undefined;
  const holder =
    isUntyped && emptyArray === 'never' ? { isExact: true, annotation: 'any[]' } : known;
  if (isUntyped && emptyArray === 'evolving' && site.then?.isUsedInFunction === true)
    return refuse('B210', site.expression);
  const results = hasResults ? getResultsName(target, fact, callback, holder) : '';
  const task = planTask(fact, callback, {
    isTypeScript: facts.isTypeScript,
    hasResults,
    isSettled: fact.collector.kind === 'allSettled',
    isPausing: delay > 0,
    taken: [
      ...(results ? [results] : []),
      ...(delay > 0 ? ['setTimeout', 'Promise'] : []),
      ...(fact.collector.kind === 'allSettled' ? ['Promise'] : []),
    ],
    fresh: (wish) => getFreshName(wish, facts.names, wish === 'results' ? target.ordinal : 0),
  });
  if (typeof task === 'string') return refuse(task, callback.range);
  if (holder?.isOfPairs && task.form === 'call') return refuse('B210', site.expression);

  const indent = getLineIndentation(
    text,
    site.kind === 'concise' ? site.insertionPoint.range[0] : site.statement[0],
  );
  const draft = nameList({
    fact,
    callback,
    target,
    style: getStyle(text),
    task,
    indent,
    results,
    delay,
    assertion: holder?.isOfPairs ? ' as const' : '',
    list: '',
  });
  return {
    edits: [...assemble(draft, holder), ...makeAsync(facts, fact)],
    safety: 'suggestion',
    summary: getSummary(fact),
    notes: [
      ...getSerialNotes(fact),
      ...(site.canAwait
        ? []
        : ['The function around it is async now: what it threw at once is a rejection.']),
      ...(isUntyped && emptyArray !== 'evolving'
        ? ['The results are `any[]`, as `noImplicitAny` is off. Annotate their type.']
        : []),
      ...findStaleComments(fact, text),
    ],
  };
}

function mayBeFraction(count: string): boolean {
  return /[/.]\d|\//.test(count) && !/^Math\.(?:ceil|floor|round|trunc)\([^()]*\)$/.test(count);
}

/** Whether a number is the same whenever the loop reads it. */
const PLAIN_NUMBER = /^(?:\d+|[A-Za-z_$][\w$]*)$/;

/**
 * Moves a list to a variable if it spans several lines, or if the loop would shadow its names; and
 * a number that each round would work out again.
 */
function nameList(draft: Draft): Draft {
  const {
    fact,
    fact: { start, site },
    callback,
    target: { facts, ordinal },
    indent,
    style,
    task,
  } = draft;
  const { text } = facts.source;
  const isNamed =
    /[\r\n]/.test(start.sourceText) ||
    (task.form !== 'call' && isHidden(fact, callback)) ||
    (start.form === 'times' && !PLAIN_NUMBER.test(start.sourceText));
  // Behind the names that the head declares: a list may be called `o`, as in `for`.
  const at = task.head.indexOf(start.sourceText, task.head.search(/ (?:of|<) /) + 3);
  if (!start.source || !isNamed || at < 0) return draft;
  const name = getFreshName(start.form === 'times' ? 'count' : 'items', facts.names, ordinal);
  const inner = site.kind === 'concise' || needsBraces(draft) ? indent + style.indent : indent;
  const list =
    moveText(text, start.source, getLineIndentation(text, start.source[0]), inner, site.frozen) +
    (start.isOptional ? ' ?? []' : '');
  return {
    ...draft,
    list: `const ${name} = ${list}${style.semicolon}`,
    task: {
      ...task,
      head: task.head.slice(0, at) + name + task.head.slice(at + start.sourceText.length),
    },
  };
}

/** Notes on comments that the rewrite makes wrong. */
function findStaleComments({ site }: FanOutFact, text: string): readonly string[] {
  const above = /(?:^[ \t]*\/\/.*\r?\n)+[ \t]*$/m.exec(text.slice(0, site.statement[0]))?.[0] ?? '';
  const stale = [above, ...site.comments.map((range) => text.slice(...range))].find((comment) =>
    /parallel|concurren|simultan|at once|asynchron/i.test(comment),
  );
  return stale === undefined
    ? []
    : [`A comment still says: ${stale.trim().split('\n')[0]?.trim() ?? ''}`];
}

function findObstacle(target: FanOutTarget, fact: FanOutFact): FanOutRefusalCode | undefined {
  const { collector, site, start, task } = fact;
  if (collector.kind === 'race' || collector.kind === 'any') return 'B201';
  if (collector.kind === 'for-await') return 'B212';
  if (task.waitsForOthers) return 'B203';
  if (task.changesSource) return 'B204';
  if (start.isSparse) return 'B205';
  if (fact.callback?.awaitsElement) return 'B202';
  if (start.form === 'lodash-map' || start.form === 'mapper' || start.via === 'built')
    return 'B217';
  if (start.via === 'spread' || start.via === 'call') return 'B208';
  if (site.insertionPoint.kind === 'nowhere') return 'B221';
  if (!site.canAwait && !canBecomeAsync(target.facts, fact)) return 'B206';
  const isUncollected = collector.kind === 'none';
  if (isUncollected && !site.isLast) return 'B220';
  if (start.form === 'push') {
    const { loop } = site;
    if (
      target.starts.some(
        (one) => one.start.form !== 'push' || one.site.loop?.isInFunctionScope !== true,
      )
    )
      return 'B215';
    if (target.starts.some((one) => one.site.loop?.isApart)) return 'B202';
    if (target.starts.some((one) => one.site.loop?.isLive)) return 'B204';
    if (target.starts.some((one) => one.site.loop?.keepsChanging)) return 'B214';
    // Another promise in the same array could reject while the loop waits, with no handler
    // attached.
    if (
      !loop ||
      loop.isUsedElsewhere ||
      loop.pushes !== target.starts.length ||
      collector.kind === 'allSettled' ||
      !site.isAwaited ||
      site.then
    )
      return 'B215';
    return site.kind === 'other' ? 'B213' : undefined;
  }
  if (target.starts.length > 1) return 'B208';
  if (start.via === 'variable' && !site.carrier) return 'B202';
  if (!site.isAwaited && !isUncollected && site.kind !== 'return' && site.kind !== 'concise')
    return 'B207';
  if (site.kind === 'return' && !site.isAwaited && site.isInTry) return 'B216';
  if (site.kind === 'other') return 'B213';
  if (site.carrier && site.kind === 'concise') return 'B202';
  const isAlone = site.insertionPoint.kind === 'single' || site.insertionPoint.kind === 'case';
  if (isAlone && (site.kind === 'declare' || site.kind === 'head')) return 'B213';
  // A length is made whole: `{ length: 2.5 }` is 2.
  if (start.form === 'times' && mayBeFraction(start.sourceText)) return 'B217';
  if (fact.collector.hasTypeArguments || start.hasTypeArguments)
    return site.kind === 'discard' ? undefined : 'B210';
  return undefined;
}

/** The declared variable if TypeScript can infer its growing type, otherwise a new name. */
function getResultsName(
  target: FanOutTarget,
  { site }: FanOutFact,
  callback: CallbackShapeFact,
  holder: HolderType | undefined,
): string {
  const { declared } = site;
  const { facts } = target;
  const isOwn =
    site.kind === 'declare' &&
    !site.then &&
    declared?.isName === true &&
    !callback.declares.includes(declared.text) &&
    !mayHide(declared.text, callback, facts);
  const isTyped = holder?.annotation !== undefined && holder.isExact;
  if (
    isOwn &&
    (isTyped || (holder?.isExact !== false && (!facts.isTypeScript || !declared.isCaptured)))
  )
    return declared.text;
  return getFreshName('results', facts.names, target.ordinal);
}

/** Whether the callback may shadow the name of the results where they are pushed. */
function mayHide(
  name: string,
  { exits, body }: CallbackShapeFact,
  { source: { text } }: ModuleFacts,
): boolean {
  return exits.length > 0 && mentions(text.slice(...body), name);
}

function assemble(draft: Draft, holder: HolderType | undefined): readonly TextEdit[] {
  const { fact, style, indent, results, target, callback } = draft;
  const { site, start } = fact;
  const { text } = target.facts.source;
  const end = style.semicolon;
  const whole: Range = [
    getLineOffset(text, site.carrier?.[0] ?? site.statement[0]),
    site.kind === 'head' && site.carrier ? site.carrier[1] : site.statement[1],
  ];
  const within = site.kind === 'head' && !site.carrier ? site.expression : whole;
  const kept: readonly Range[] = [
    ...(start.source ? [start.source] : []),
    draft.task.form === 'call' ? callback.range : callback.body,
    ...(site.then ? [site.then.body] : []),
  ];
  const comments = getLostComments(text, within, site.comments, kept);
  const annotation = holder?.annotation === undefined ? '' : `: ${holder.annotation}`;
  const isOwn = site.kind === 'declare' && results === site.declared?.text;
  const keyword = isOwn ? site.declared.keyword : 'const';
  const opening = results ? [`${keyword} ${results}${annotation} = []${end}`] : [];
  const inner = site.kind === 'concise' || needsBraces(draft) ? indent + style.indent : indent;
  const lines = [
    ...comments,
    ...opening,
    ...(draft.list ? [draft.list] : []),
    ...getLoop({ ...draft, indent: inner }),
    ...getClosing({ ...draft, indent: inner }, isOwn).map((line) =>
      site.kind === 'concise' ? line : endStatement(line, text, whole[1], false),
    ),
  ];
  const join = (indentation: string): string => lines.join(style.eol + indentation);
  if (site.kind === 'head') {
    const at = getLineOffset(text, site.statement[0]);
    const before: Range = site.carrier ?? [at, at];
    return [
      { range: before, text: join(indent) + (site.carrier ? '' : style.eol + indent) },
      { range: site.outer, text: getValue(draft, true) },
    ];
  }
  if (site.kind === 'concise') {
    return [
      {
        range: site.insertionPoint.range,
        text: ` {${style.eol}${inner}${join(inner)}${style.eol}${indent}}`,
      },
    ];
  }
  if (needsBraces(draft))
    return [{ range: whole, text: `{${style.eol}${inner}${join(inner)}${style.eol}${indent}}` }];
  return [{ range: whole, text: join(indent) }];
}

/** Whether the statement needs braces: `if (x) return …`, `case 1: return …`. */
function needsBraces({ fact: { site } }: Draft): boolean {
  return (
    site.insertionPoint.kind === 'single' ||
    (site.insertionPoint.kind === 'case' && site.kind !== 'discard')
  );
}

/** The lines of the loop, relative to `indent`. */
function getLoop(draft: Draft): readonly string[] {
  const { task, style, delay, target } = draft;
  const end = style.semicolon;
  const pause =
    delay > 0
      ? [
          `await new Promise((resolve) => ${getTimer(target.facts)}(resolve, ${String(delay)}))${end}`,
        ]
      : [];
  const body = separateStatements([
    ...task.before.map((line) => line + end),
    ...getTask(draft),
    ...pause,
  ]);
  return [`${task.head} {`, ...body.map((line) => style.indent + line), '}'];
}

/** `import { setTimeout } from 'node:timers/promises'` shadows the global function. */
function getTimer(facts: ModuleFacts): string {
  return facts.variables.some((variable) => variable.name === 'setTimeout')
    ? 'globalThis.setTimeout'
    : 'setTimeout';
}

function getSummary(fact: FanOutFact): string {
  const name = fact.collector.text || fact.start.form.replace('for-each', 'forEach');
  return `Turns \`${name}\` into a loop that awaits one task at a time`;
}
