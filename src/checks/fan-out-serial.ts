// Rewrites a fan-out into a loop that awaits one task at a time: same results, same order, same errors. Decides nothing about bounds.
import type { FanOutFact } from '../syntax/fan-out-facts.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { CallbackShapeFact } from '../syntax/fan-out-site-facts.ts';
import type { TextEdit } from '../text/edits.ts';
import type { Range } from '../text/range.ts';
import { getStyle, type TextStyle } from '../text/style.ts';
import type { EditPlan, Refusal } from './check.ts';
import { refuseFanOut, type FanOutRefusalName } from './fan-out-refusals.ts';
import { getElementType, getHolderType, type HolderType } from './fan-out-types.ts';
import { planTask, type TaskPlan } from './fan-out-tasks.ts';
import { getFreshName, getLineIndentation, getLostComments, moveText } from './fan-out-text.ts';

/** What is rewritten. */
export interface FanOutTarget {
  /** What is started for one collector; more than one when an array is filled at several places. */
  readonly starts: readonly FanOutFact[];
  readonly facts: ModuleFacts;
  /** Keeps the new names of rewrites that can see each other apart. */
  readonly ordinal: number;
}

/** Everything the pieces below share. */
interface Draft {
  readonly fact: FanOutFact;
  readonly callback: CallbackShapeFact;
  readonly target: FanOutTarget;
  readonly style: TextStyle;
  readonly task: TaskPlan;
  readonly indent: string;
  /** The array that takes the results; empty when nobody wants them. */
  readonly results: string;
  readonly delay: number;
}

/** Plans the serial loop, or says why there can be none. */
export function planSerial(target: FanOutTarget, fact: FanOutFact, delay: number): EditPlan | Refusal {
  const { facts } = target;
  const { text } = facts.source;
  const { site, start } = fact;
  const refuse = (name: FanOutRefusalName, range: Range = start.range): Refusal => refuseFanOut(name, range);
  const obstacle = findObstacle(target, fact);
  if (obstacle) return refuse(obstacle);
  if (start.form === 'push' && site.loop) return planPush(target, site.loop.pushed, site.loop.typeAnnotation, delay);
  const { callback } = fact;
  if (!callback) return refuse('other-starter');

  const hasResults = site.kind !== 'discard';
  const holder = hasResults ? getHolderType(fact, callback, facts.isTypeScript) : undefined;
  if (holder === 'unknown') return refuse('type-from-outside', site.expression);
  const results = hasResults ? getResultsName(target, fact, callback, holder) : '';
  const task = planTask(fact, callback, {
    isTypeScript: facts.isTypeScript,
    hasResults,
    isSettled: fact.collector.kind === 'allSettled',
    taken: [...(results ? [results] : []), ...(delay > 0 ? ['setTimeout', 'Promise'] : []), ...(fact.collector.kind === 'allSettled' ? ['Promise'] : [])],
    fresh: (wish) => getFreshName(wish, facts.names, wish === 'results' ? target.ordinal : 0),
  });
  if (typeof task === 'string') return refuse(task, callback.range);

  const indent = getLineIndentation(text, site.statement[0]);
  const draft: Draft = { fact, callback, target, style: getStyle(text), task, indent, results, delay };
  return { edits: assemble(draft, holder), safety: 'suggestion', summary: getSummary(fact), notes: getNotes(fact) };
}

function findObstacle(target: FanOutTarget, fact: FanOutFact): FanOutRefusalName | undefined {
  const { collector, site, start, task } = fact;
  if (collector.kind === 'race' || collector.kind === 'any') return 'first-one-wins';
  if (collector.kind === 'for-await') return 'for-await';
  if (task.waitsForOthers) return 'waits-for-others';
  if (task.changesSource) return 'changes-array';
  if (start.isSparse) return 'sparse-array';
  if (start.form === 'lodash-map' || start.form === 'mapper') return 'other-starter';
  if (start.via === 'spread' || start.via === 'call') return 'collected-with-others';
  if (!site.canAwait) return 'cannot-await';
  const isUncollected = collector.kind === 'none';
  if (start.form === 'push') {
    const { loop } = site;
    if (target.starts.some((one) => one.start.form !== 'push' || one.site.loop?.isInFrame !== true)) return 'loop-cannot-wait';
    // Another promise in the same array, started before the loop waits, could be rejected with nobody there.
    return !loop || loop.isUsedElsewhere || loop.pushes !== target.starts.length || collector.kind === 'allSettled' || !site.isAwaited ? 'loop-cannot-wait' : undefined;
  }
  if (target.starts.length > 1) return 'collected-with-others';
  if (start.via === 'variable' && !site.carrier) return 'started-elsewhere';
  if (!site.isAwaited && !isUncollected && site.kind !== 'return' && site.kind !== 'concise') return 'promise-is-passed-on';
  if (site.kind === 'return' && !site.isAwaited && site.isInTry) return 'catch-would-see';
  if (site.kind === 'other') return 'not-evaluated-first';
  if (site.carrier && site.kind === 'concise') return 'started-elsewhere';
  const isAlone = site.anchor.kind === 'single' || site.anchor.kind === 'case';
  if (isAlone && (site.kind === 'declare' || site.kind === 'head')) return 'not-evaluated-first';
  if (start.form === 'times' && !/^(?:\d+|[A-Za-z_$][\w$]*)$/.test(start.sourceText)) return 'other-starter';
  if (fact.collector.hasTypeArguments || start.hasTypeArguments) return site.kind === 'discard' ? undefined : 'type-from-outside';
  return undefined;
}

/** `ps.push(await f(x))`: the loop waits, and the collector finds values that are there. */
function planPush(target: FanOutTarget, pushed: Range, annotation: Range | undefined, delay: number): EditPlan | Refusal {
  const { facts, starts } = target;
  const { text } = facts.source;
  const typeEdits = [];
  if (annotation) {
    const element = getElementType(text.slice(...annotation));
    if (element === undefined) return refuseFanOut('type-from-outside', annotation);
    typeEdits.push({ range: annotation, text: element });
  }
  const pieces = starts.map((one) => one.site.loop?.pushed ?? pushed);
  const edits = pieces.flatMap((range) => {
    const isLoose = !/^[\w$.#]+(?:<[^()]*>)?\(/.test(text.slice(...range)) || /\)\s*(?:\?|\|\||&&|\?\?)/.test(text.slice(...range));
    return [
      { range: [range[0], range[0]] as const, text: isLoose ? 'await (' : 'await ' },
      ...(isLoose ? [{ range: [range[1], range[1]] as const, text: ')' }] : []),
    ];
  });
  const notes = delay > 0 ? ['No pause is added to a loop that exists already.'] : [];
  const [first] = starts;
  return { edits: [...typeEdits, ...edits], safety: 'suggestion', summary: 'Awaits each task in the loop that starts it', notes: [...(first ? getNotes(first) : []), ...notes] };
}

/** The variable itself where TypeScript can follow how it grows; a new name otherwise. */
function getResultsName(target: FanOutTarget, { site }: FanOutFact, callback: CallbackShapeFact, holder: HolderType | undefined): string {
  const { declared } = site;
  const { facts } = target;
  const isOwn = site.kind === 'declare' && declared?.isName === true && !callback.declares.includes(declared.text);
  const isTyped = holder?.annotation !== undefined && holder.isExact;
  if (isOwn && (isTyped || (holder?.isExact !== false && (!facts.isTypeScript || !declared.isCaptured)))) return declared.text;
  return getFreshName('results', facts.names, target.ordinal);
}

function assemble(draft: Draft, holder: HolderType | undefined): readonly TextEdit[] {
  const { fact, style, indent, results, target, callback } = draft;
  const { site, start } = fact;
  const { text } = target.facts.source;
  const end = style.semicolon;
  const whole: Range = [site.carrier?.[0] ?? site.statement[0], site.kind === 'head' && site.carrier ? site.carrier[1] : site.statement[1]];
  const within = site.kind === 'head' && !site.carrier ? site.expression : whole;
  const kept: readonly Range[] = [...(start.source ? [start.source] : []), draft.task.form === 'call' ? callback.range : callback.body];
  const comments = getLostComments(text, within, site.comments, kept);
  const annotation = holder?.annotation === undefined ? '' : `: ${holder.annotation}`;
  const isOwn = site.kind === 'declare' && results === site.declared?.text;
  const keyword = isOwn ? site.declared.keyword : 'const';
  const opening = results ? [`${keyword} ${results}${annotation} = []${end}`] : [];
  const inner = site.kind === 'concise' || needsBraces(draft) ? indent + style.indent : indent;
  const lines = [...comments, ...opening, ...getLoop({ ...draft, indent: inner }), ...getClosing(draft, isOwn)];
  const join = (indentation: string): string => lines.join(style.eol + indentation);
  if (site.kind === 'head') {
    const before: Range = site.carrier ?? [site.statement[0], site.statement[0]];
    return [{ range: before, text: join(indent) + (site.carrier ? '' : style.eol + indent) }, { range: site.outer, text: results }];
  }
  if (site.kind === 'concise') {
    return [{ range: site.anchor.range, text: ` {${style.eol}${inner}${join(inner)}${style.eol}${indent}}` }];
  }
  if (needsBraces(draft)) return [{ range: whole, text: `{${style.eol}${inner}${join(inner)}${style.eol}${indent}}` }];
  return [{ range: whole, text: join(indent) }];
}

/** `if (x) return …`, `case 1: return …`. */
function needsBraces({ fact: { site } }: Draft): boolean {
  return site.anchor.kind === 'single' || (site.anchor.kind === 'case' && site.kind !== 'discard');
}

/** What becomes of the results. */
function getClosing({ fact, target, results, style }: Draft, isOwn: boolean): readonly string[] {
  const { site } = fact;
  const { text } = target.facts.source;
  const end = style.semicolon;
  if (site.kind === 'return' || site.kind === 'concise') return [`return ${results}${end}`];
  if (site.kind === 'assign' && site.target) return [`${text.slice(...site.target)} = ${results}${end}`];
  if (site.kind !== 'declare' || isOwn || !site.declared) return [];
  const type = site.resultType === undefined ? '' : `: ${site.resultType}`;
  return [`${site.declared.keyword} ${site.declared.text}${type} = ${results}${end}`];
}

/** The loop, line by line; the first line stands at `indent`. */
function getLoop(draft: Draft): readonly string[] {
  const { task, style, delay, target } = draft;
  const end = style.semicolon;
  const pause = delay > 0 ? [`await new Promise((resolve) => ${getTimer(target.facts)}(resolve, ${String(delay)}))${end}`] : [];
  const body = [...task.before.map((line) => line + end), ...getTask(draft), ...pause];
  return [`${task.head} {`, ...body.map((line) => style.indent + line), '}'];
}

/** `import { setTimeout } from 'node:timers/promises'` hides the global one. */
function getTimer(facts: ModuleFacts): string {
  return facts.variables.some((variable) => variable.name === 'setTimeout') ? 'globalThis.setTimeout' : 'setTimeout';
}

function getTask(draft: Draft): readonly string[] {
  const { fact, task, results, style } = draft;
  const end = style.semicolon;
  const isSettled = fact.collector.kind === 'allSettled';
  if (task.form === 'block') {
    return isSettled ? getTolerant(draft, getBlock(draft, draft.style.indent)) : getBlock(draft, '');
  }
  const value = getCallText(draft);
  if (isSettled) {
    const isSafe = !fact.task.mayThrowEarly;
    // An error in front of the first promise left the statement, and still does: Promise.allSettled([f(x)]).
    if (results !== '') return [`${results}.push(...(await Promise.allSettled([${value.text}])))${end}`];
    if (!isSafe) return [`await Promise.allSettled([${value.text}])${end}`];
    return getTolerant(draft, [`${toAwaited(value)}${end}`]);
  }
  if (results === '') return [`${toAwaited(value)}${end}`];
  return [`${results}.push(${value.isValue ? value.text : toAwaited(value)})${end}`];
}

interface ValueText {
  readonly text: string;
  readonly isAwaited: boolean;
  readonly isValue: boolean;
  readonly isLoose: boolean;
}

function toAwaited({ text, isAwaited, isLoose }: ValueText): string {
  if (isAwaited) return text;
  return isLoose ? `await (${text})` : `await ${text}`;
}

/** The expression that starts one task. */
function getCallText(draft: Draft): ValueText {
  const { callback, task, target, fact, indent, style } = draft;
  const { text } = target.facts.source;
  const { last } = callback;
  const move = (range: Range, at: number, to: string): string =>
    moveText(text, range, getLineIndentation(text, at), to, fact.site.frozen);
  if (task.form === 'expression' && last?.expression) {
    const inner = move(last.expression, last.expression[0], indent + style.indent);
    const isAwaited = last.gives === 'await' && !last.isLoose;
    // A settled result needs the promise, not what `await` makes of it.
    if (isAwaited && fact.collector.kind === 'allSettled') return { text: inner.replace(/^await\s+/, ''), isAwaited: false, isValue: false, isLoose: false };
    return { text: inner, isAwaited, isValue: last.gives === 'value' || last.gives === 'inert' || isAwaited, isLoose: last.isLoose };
  }
  const inner = move(callback.range, callback.range[1], indent + style.indent);
  const callee = callback.kind === 'reference' ? inner : `(${inner})`;
  return { text: `${callee}(${task.args})`, isAwaited: false, isValue: false, isLoose: false };
}

/** The statements of the callback's block: the first line without indentation, the others as they are to stand. */
function getBlock(draft: Draft, extra: string): readonly string[] {
  const { callback, target, indent, fact } = draft;
  const { text } = target.facts.source;
  const [start, end] = [callback.body[0] + 1, callback.body[1] - 1];
  const { last } = callback;
  const from = getLineIndentation(text, end);
  const move = (range: Range): string => moveText(text, range, from, indent + extra, fact.site.frozen);
  const body = last ? move([start, last.range[0]]) + getLast(draft, move) + move([last.range[1], end]) : move([start, end]);
  const trimmed = body.trim();
  return trimmed === '' ? [] : [trimmed];
}

/** What takes the place of `return y;` at the block's end. */
function getLast({ callback, results, style }: Draft, move: (range: Range) => string): string {
  const { last } = callback;
  if (!last?.expression) return '';
  const isAwaited = last.gives === 'await' && !last.isLoose;
  const isValue = isAwaited || last.gives === 'value' || last.gives === 'inert';
  const value: ValueText = { text: move(last.expression), isAwaited, isValue, isLoose: last.isLoose };
  if (results !== '') return `${results}.push(${isValue ? value.text : toAwaited(value)})${style.semicolon}`;
  return last.gives === 'inert' ? '' : `${toAwaited(value)}${style.semicolon}`;
}

/** `try { … } catch { }`: the next task runs whatever becomes of this one. */
function getTolerant({ style }: Draft, lines: readonly string[]): readonly string[] {
  return [
    'try {',
    ...lines.map((line) => style.indent + line),
    '} catch {',
    `${style.indent}// go on with the next one, as \`Promise.allSettled\` does`,
    '}',
  ];
}

function getSummary(fact: FanOutFact): string {
  const name = fact.collector.text || fact.start.form.replace('for-each', 'forEach');
  return `Turns \`${name}\` into a loop that awaits one task at a time`;
}

function getNotes({ collector }: FanOutFact): readonly string[] {
  const time = 'It takes as long as all tasks together: a request may now pass a timeout.';
  if (collector.kind === 'none') return ['The function now waits for the tasks, and an error in one of them reaches its caller.', time];
  if (collector.kind === 'allSettled') return [time];
  return ['After a task has failed, those behind it no longer start.', time];
}
