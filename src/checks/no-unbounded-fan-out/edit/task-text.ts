// Plans one iteration of a serial loop: its head, and the task as an expression, a block or a call.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type {
  CallbackShapeFact,
  ExitFact,
  ParameterFact,
} from '../../../syntax/fan-out/sites/site-facts.ts';
import { mentions } from './text.ts';
import type { FanOutRefusalCode } from '../refusals.ts';

/** How a task is written inside a loop. */
export interface TaskPlan {
  /** `for (const x of xs)`. */
  readonly head: string;
  /** Statements before the task: `const user: User = item`. */
  readonly before: readonly string[];
  /** `expression`: the callback's body. `block`: its statements. `call`: `(callback)(item)`. */
  readonly form: 'expression' | 'block' | 'call';
  /** The arguments of a `call`. */
  readonly args: string;
  /** What a `call` passes as `this`. */
  readonly self?: string;
}

/** What {@link planTask} needs to know about the context. */
export interface TaskNeeds {
  readonly isTypeScript: boolean;
  readonly hasResults: boolean;
  /** `allSettled`: starting a task must yield a promise even if it throws. */
  readonly isSettled: boolean;
  /** A pause follows each task, which `continue` would skip. */
  readonly isPausing: boolean;
  /** Names that the loop's body must not declare. */
  readonly taken: readonly string[];
  /** A name that the file doesn't mention, based on `wish`. */
  fresh(wish: string): string;
}

/** Plans one iteration, or returns the code of a refusal. */
export function planTask(
  fact: FanOutFact,
  callback: CallbackShapeFact,
  needs: TaskNeeds,
): TaskPlan | FanOutRefusalCode {
  const { start } = fact;
  if (!mayPassThis(fact, callback)) return 'B209';
  if (callback.kind === 'reference') return planReference(fact, callback, needs);
  if (!isInlinable(fact, callback, needs))
    return planCall(
      fact,
      callback,
      callback.parameters.some((one) => one.isRest) ? 3 : callback.parameters.length,
      needs,
    );
  const [element, index] = callback.parameters;
  const form = callback.isConcise ? 'expression' : 'block';
  if (start.form === 'times') {
    if (element?.isUsed || index?.isWritten)
      return planCall(fact, callback, callback.parameters.length, needs);
    return {
      head: getCountingHead(fact, index?.text ?? needs.fresh('index')),
      before: [],
      form,
      args: '',
    };
  }
  // `(user: User) => …` over `users: User[]` says nothing new.
  const typed =
    element?.typeText !== undefined && element.isUsed && element.typeText !== start.elementType;
  const name =
    !element || (!element.isUsed && !element.isName)
      ? needs.fresh('_item')
      : typed
        ? needs.fresh('item')
        : element.text;
  const before = typed ? [`const ${element.text}: ${element.typeText ?? ''} = ${name}`] : [];
  return { head: getHead(fact, name, element, index), before, form, args: '' };
}

/** Whether the callback can be given what `map` passes as `this`. */
export function mayPassThis(
  { start: { thisArgument } }: FanOutFact,
  callback: CallbackShapeFact,
): boolean {
  if (callback.isGenerator || callback.kind === 'other' || callback.usesArguments) return false;
  if (callback.parameters[0]?.text === 'this') return false;
  if (!thisArgument) return !callback.usesOwnThis;
  return callback.kind === 'arrow' ? /^[\w$.]+$/.test(thisArgument.text) : thisArgument.isConstant;
}

/** Whether the callback's body can become the body of a loop. */
function isInlinable(fact: FanOutFact, callback: CallbackShapeFact, needs: TaskNeeds): boolean {
  const { last, parameters } = callback;
  if (callback.usesOwnThis && fact.start.thisArgument?.text !== 'this') return false;
  if (parameters.length > 2 || parameters.some((one) => one.hasDefault || one.isRest)) return false;
  if (parameters.some((one) => one.typeText !== undefined && one.isWritten)) return false;
  if (parameters[1] && (parameters[1].isWritten || !parameters[1].isName)) return false;
  if (callback.declares.some((name) => needs.taken.includes(name))) return false;
  if (!fact.start.source && isHidden(fact, callback)) return false;
  if (needs.isSettled && !isSafe(fact, callback, needs)) return false;
  if (callback.staysFunction) return false;
  if (callback.isConcise) {
    if (last?.gives === 'sequence') return false;
    return needs.hasResults || last?.gives === 'await' || last?.gives === 'other';
  }
  if (!callback.exits.every((exit) => canContinue(exit, needs))) return false;
  if (needs.hasResults)
    return (
      (last?.expression !== undefined && last.gives !== 'sequence') ||
      (!last && callback.exits.length > 0)
    );
  return (
    last === undefined || last.gives === 'await' || last.gives === 'inert' || last.gives === 'other'
  );
}

/**
 * Whether the callback declares a name that its list mentions: `for (const users of users)` would
 * read the new variable.
 */
export function isHidden({ start }: FanOutFact, callback: CallbackShapeFact): boolean {
  return callback.declares.some((name) => mentions(start.sourceText, name));
}

/** Whether `return x;` can become `results.push(x); continue;`. */
function canContinue({ gives, isInLoop, isInTry, isTail }: ExitFact, needs: TaskNeeds): boolean {
  if (isInLoop || gives === 'sequence' || (needs.isPausing && !isTail)) return false;
  // A `try` doesn't catch the rejection of `return f()`, but would catch that of `await f()`.
  return !isInTry || gives !== 'other';
}

/** Whether inlining into `Promise.allSettled([…])` or `try` keeps the way that errors take. */
function isSafe(
  { task }: FanOutFact,
  callback: CallbackShapeFact,
  { hasResults }: TaskNeeds,
): boolean {
  if (!callback.isConcise) return callback.isAsync && !hasResults;
  return !callback.isAsync || !hasResults || !task.bodyMayThrowEarly;
}

function getHead(
  fact: FanOutFact,
  name: string,
  element: ParameterFact | undefined,
  index: ParameterFact | undefined,
): string {
  const keyword = element?.isWritten ? 'let' : 'const';
  const source = getSource(fact);
  if (!index?.isUsed) return `for (${keyword} ${name} of ${source})`;
  // (_, i) => f(i)
  if (!element?.isUsed) return `for (${keyword} ${index.text} of ${getIndexed(fact, 'keys')})`;
  return `for (${keyword} [${index.text}, ${name}] of ${getIndexed(fact, 'entries')})`;
}

/** The elements that `map` or `forEach` would visit. */
function getSource(fact: FanOutFact): string {
  // map.forEach((value) => …): iterating a Map yields pairs
  return isSurelyList(fact)
    ? toCopy(fact, fact.start.sourceText)
    : toCopy(fact, `${getObject(fact)}.values()`);
}

/** The entries or keys of the list. */
function getIndexed(fact: FanOutFact, method: 'entries' | 'keys'): string {
  const { start } = fact;
  if (start.form === 'from') return `Array.from(${start.sourceText}).${method}()`;
  if (!isSurelyList(fact)) return toCopy(fact, `${getObject(fact)}.${method}()`);
  return start.isSourceShared
    ? `[...${start.sourceText}].${method}()`
    : `${getObject(fact)}.${method}()`;
}

function isSurelyList({ start, origins }: FanOutFact): boolean {
  return (
    start.form !== 'for-each' ||
    origins.every(({ kind }) => kind === 'call' || kind === 'fixed' || kind === 'counted')
  );
}

/** Copies a list that other code may change while a task waits. */
function toCopy({ start }: FanOutFact, text: string): string {
  return start.isSourceShared ? `[...${text}]` : text;
}

/** The source, in parentheses if a member access needs them. */
function getObject({ start: { sourceText } }: FanOutFact): string {
  return /^[\w$.[\]'"()!]+$/.test(sourceText) || /^[\w$.]+\(/.test(sourceText)
    ? sourceText
    : `(${sourceText})`;
}

function getCountingHead({ start }: FanOutFact, name: string): string {
  return `for (let ${name} = 0; ${name} < ${start.sourceText}; ${name} += 1)`;
}

/** How many arguments a callback is passed: `Array.from` knows no third one. */
export function getPassedCount({ form }: FanOutFact['start']): number {
  return form === 'from' || form === 'times' ? 2 : 3;
}

/**
 * Plans a call of the callback: `(async (user) => { … })(user)`.
 * @param count how many parameters it has
 */
function planCall(
  fact: FanOutFact,
  callback: CallbackShapeFact,
  count: number,
  needs: TaskNeeds,
): TaskPlan | FanOutRefusalCode {
  const { start } = fact;
  const arity = Math.min(count, getPassedCount(start));
  const item = needs.fresh('item');
  const index = needs.fresh('index');
  const needsThis = callback.kind === 'reference' || callback.usesOwnThis;
  const self = start.thisArgument && needsThis ? { self: start.thisArgument.text } : {};
  if (start.form === 'times') {
    return {
      head: getCountingHead(fact, index),
      before: [],
      form: 'call',
      args: ['undefined', index].slice(0, arity).join(', '),
      ...self,
    };
  }
  if (arity >= 3 && start.sourcePath !== start.sourceText) return 'B209';
  const args = [item, index, start.sourceText].slice(0, arity).join(', ');
  if (arity === 0)
    return {
      head: `for (const ${needs.fresh('_item')} of ${getSource(fact)})`,
      before: [],
      form: 'call',
      args,
      ...self,
    };
  const head =
    arity > 1
      ? `for (const [${index}, ${item}] of ${getIndexed(fact, 'entries')})`
      : `for (const ${item} of ${getSource(fact)})`;
  return { head, before: [], form: 'call', args, ...self };
}

/** Plans `load(item, …)` for `xs.map(load)`, with up to the three arguments that `map` passes. */
function planReference(
  fact: FanOutFact,
  callback: CallbackShapeFact,
  needs: TaskNeeds,
): TaskPlan | FanOutRefusalCode {
  if (callback.isMember && !fact.start.thisArgument) return 'B209';
  if (callback.arity === undefined && needs.isTypeScript) return 'B209';
  return planCall(fact, callback, callback.arity ?? 3, needs);
}
