// Writes the text of one task in a serial loop.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type {
  CallbackShapeFact,
  ExitFact,
  ReturnFact,
} from '../../../syntax/fan-out/sites/site-facts.ts';
import type { Range } from '../../../text/range.ts';
import type { TextStyle } from '../../../text/style.ts';
import type { TaskPlan } from './task-text.ts';
import { getLineIndentation, moveText } from './text.ts';
import type { FanOutTarget } from './target.ts';

/** What the parts of a serial loop are written from. */
export interface Draft {
  readonly fact: FanOutFact;
  readonly callback: CallbackShapeFact;
  readonly target: FanOutTarget;
  readonly style: TextStyle;
  readonly task: TaskPlan;
  readonly indent: string;
  /** The name of the result array; empty if the results are unused. */
  readonly results: string;
  /** The pause after each task, in milliseconds. */
  readonly delay: number;
  /** What follows a result that is pushed: ` as const`, or nothing. */
  readonly assertion: string;
  /** A statement before the loop that names its list; empty if the loop contains the list. */
  readonly list: string;
}

/** The lines of one task. */
export function getTask(draft: Draft): readonly string[] {
  const { fact, task, results, style } = draft;
  const end = style.semicolon;
  const isSettled = fact.collector.kind === 'allSettled';
  if (task.form === 'block') {
    return isSettled
      ? getTolerant(draft, getBlock(draft, draft.style.indent))
      : getBlock(draft, '');
  }
  const value = getCallText(draft);
  if (isSettled) {
    const isSafe = !fact.task.mayThrowEarly;
    // A synchronous error left the statement before, and still does: Promise.allSettled([f(x)]).
    if (results !== '')
      return [`${results}.push(...(await Promise.allSettled([${value.text}])))${end}`];
    if (!isSafe) return [`await Promise.allSettled([${value.text}])${end}`];
    return getTolerant(draft, [`${toAwaited(value)}${end}`]);
  }
  if (results === '') return [`${toAwaited(value)}${end}`];
  return [
    `${results}.push(${value.isValue ? value.text : toAwaited(value)}${draft.assertion})${end}`,
  ];
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
    // A settled result needs the promise, not its awaited value.
    if (isAwaited && fact.collector.kind === 'allSettled')
      return {
        text: inner.replace(/^await\s+/, ''),
        isAwaited: false,
        isValue: false,
        isLoose: false,
      };
    return {
      text: inner,
      isAwaited,
      isValue: last.gives === 'value' || last.gives === 'inert' || isAwaited,
      isLoose: last.isLoose,
    };
  }
  const inner = move(callback.range, callback.range[1], indent + style.indent);
  const callee = callback.kind === 'reference' ? inner : `(${inner})`;
  return {
    text: callWith(callee, task.args, task.self),
    isAwaited: false,
    isValue: false,
    isLoose: false,
  };
}

/** `f(x)`, or `f.call(self, x)`, where `self.f(x)` doesn't say the same. */
export function callWith(callee: string, args: string, self: string | undefined): string {
  if (self === undefined) return `${callee}(${args})`;
  const isOwnMethod =
    callee.startsWith(`${self}.`) && /^\.[\w$#]+$/.test(callee.slice(self.length));
  return isOwnMethod
    ? `${callee}(${args})`
    : `${callee}.call(${[self, args].filter((one) => one !== '').join(', ')})`;
}

/** The statements of the callback's block: the first line unindented, the others indented. */
function getBlock(draft: Draft, extra: string): readonly string[] {
  const { callback, target, indent, fact, results, style } = draft;
  const { text } = target.facts.source;
  const [start, end] = [callback.body[0] + 1, callback.body[1] - 1];
  const { last } = callback;
  const from = getLineIndentation(text, end);
  const move = (range: Range): string =>
    moveText(text, range, from, indent + extra, fact.site.frozen);
  let body = '';
  let at = start;
  const take = (range: Range, replaced: string): void => {
    const isEnded = text.charAt(range[1] - 1) === ';';
    body += move([at, range[0]]) + (isEnded ? replaced.replace(/(?<=[^;}\s])$/, ';') : replaced);
    at = range[1];
  };
  for (const exit of callback.exits) {
    const space = /\s*$/.exec(text.slice(start, exit.range[0]))?.[0].length ?? 0;
    const line = getLineIndentation(text, exit.isBraceless ? exit.range[0] - space : exit.range[0]);
    const inner = line.startsWith(from) ? indent + extra + line.slice(from.length) : line;
    const replaced = getExit(draft, exit, move, inner);
    // Removes the line if nothing replaces the exit.
    take(
      [exit.range[0] - (exit.isBraceless || replaced === '' ? space : 0), exit.range[1]],
      replaced,
    );
  }
  if (last) take(last.range, getGiven(draft, last, move));
  const trimmed = (body + move([at, end])).trim();
  const lines = trimmed === '' ? [] : [trimmed];
  return results !== '' && callback.fallsThrough
    ? [...lines, `${results}.push(undefined)${style.semicolon}`]
    : lines;
}

/** The replacement of a `return` that isn't the last statement. */
function getExit(
  draft: Draft,
  exit: ExitFact,
  move: (range: Range) => string,
  indent: string,
): string {
  const { style } = draft;
  const given = getGiven(draft, exit, move);
  const statements = [
    ...(given === '' ? [] : [given]),
    ...((exit.isTail || isTailOf(exit, draft)) && !exit.isBraceless
      ? []
      : [`continue${style.semicolon}`]),
  ];
  if (!exit.isBraceless) return statements.join(style.eol + indent);
  if (statements.length === 1) return ` ${statements.join('')}`;
  return ` {${statements.map((line) => style.eol + indent + style.indent + line).join('')}${style.eol}${indent}}`;
}

/** Whether only a `return` that nothing is left of follows the exit: `if (x) return f(); return null;`. */
function isTailOf({ range }: ExitFact, { callback, results, target }: Draft): boolean {
  const { last } = callback;
  return (
    last !== undefined &&
    results === '' &&
    (last.gives === 'inert' || !last.expression) &&
    /^[\s;}]*$/.test(target.facts.source.text.slice(range[1], last.range[0]))
  );
}

/** The replacement of `return y;`, which pushes the result or only awaits it. */
function getGiven(
  { results, style, assertion }: Draft,
  { expression, gives, isLoose }: ReturnFact,
  move: (range: Range) => string,
): string {
  if (!expression) return results === '' ? '' : `${results}.push(undefined)${style.semicolon}`;
  const isAwaited = gives === 'await' && !isLoose;
  const isValue = isAwaited || gives === 'value' || gives === 'inert';
  const value: ValueText = { text: move(expression), isAwaited, isValue, isLoose };
  if (results !== '')
    return `${results}.push(${isValue ? value.text : toAwaited(value)}${assertion})${style.semicolon}`;
  return gives === 'inert' ? '' : `${toAwaited(value)}${style.semicolon}`;
}

/** Wraps lines in `try { … } catch { … }`, so that the next task runs after an error. */
function getTolerant({ style }: Draft, lines: readonly string[]): readonly string[] {
  return [
    'try {',
    ...lines.map((line) => style.indent + line),
    '} catch {',
    `${style.indent}// go on with the next one, as \`Promise.allSettled\` does`,
    '}',
  ];
}
