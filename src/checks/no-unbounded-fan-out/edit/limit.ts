// Limits the concurrency of a fan-out with `p-limit`. Text is mostly inserted, so that rewrites can
// nest.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { CallbackShapeFact, ParameterFact } from '../../../syntax/fan-out/sites/site-facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import { endStatement, getLineOffset, getStyle } from '../../../text/style.ts';
import type { CheckContext, EditPlan, Refusal } from '../../define-check.ts';
import { planLimitImport } from './limiter-import.ts';
import { getConcurrency } from '../../fix-options.ts';
import { refuseFanOut, type FanOutRefusalCode } from '../refusals.ts';
import { callWith } from './serial-task.ts';
import { getPassedCount, mayPassThis } from './task-text.ts';
import { getFreshName, getLineIndentation } from './text.ts';
import type { FanOutTarget } from './target.ts';

/** Plans the limiter, or refuses with a reason. */
export function planLimit(
  target: FanOutTarget,
  fact: FanOutFact,
  context: CheckContext,
): EditPlan | Refusal {
  const { facts } = target;
  const { text } = facts.source;
  const concurrency = String(getConcurrency(context.fixOptions));
  const obstacle = findObstacle(target, fact);
  if (obstacle) return refuseFanOut(obstacle, fact.start.range);
  if (fact.start.form === 'mapper') return planMapper(fact, text, concurrency);

  const style = getStyle(text);
  const limit = getFreshName('limit', facts.names, target.ordinal);
  const edits: TextEdit[] = [];
  for (const one of target.starts) {
    const wrapped =
      one.start.form === 'push'
        ? wrapPushed(one, limit, text)
        : wrapCallback(one, limit, text, facts.isTypeScript);
    if (typeof wrapped === 'string')
      return refuseFanOut(wrapped, one.callback?.range ?? one.start.range);
    edits.push(...wrapped);
  }
  const library = planLimitImport(facts, context.host);
  const maker = `const ${limit} = ${library.name}(${concurrency})${style.semicolon}`;
  return {
    edits: [...library.edits, ...insertMaker(fact, maker, text), ...edits],
    safety: 'suggestion',
    summary: `Runs at most ${toTasks(concurrency)} at a time with \`p-limit\``,
    notes: [
      'Queued tasks still start after another one has failed, as before. Of several that fail, another may be the first.',
      ...(target.starts.some(throwsElsewhere)
        ? [
            'A task that throws before it gives a promise now counts as rejected, and those behind it start all the same.',
          ]
        : []),
    ],
    ...(library.requires ? { requires: [library.requires] } : {}),
  };
}

/**
 * Whether a task may throw before it gives a promise, which left the statement that starts the
 * tasks at once. Behind the limiter it rejects like any other.
 */
function throwsElsewhere({ callback, task }: FanOutFact): boolean {
  return callback?.isAsync !== true && task.mayThrowEarly;
}

function toTasks(count: string): string {
  return count === '1' ? '1 task' : `${count} tasks`;
}

function findObstacle(
  target: FanOutTarget,
  { collector, start, task, site }: FanOutFact,
): FanOutRefusalCode | undefined {
  if (collector.kind === 'race' || collector.kind === 'any') return 'B201';
  if (task.waitsForOthers) return 'B203';
  if (task.changesSource) return 'B204';
  // while (at < pages.length): a task that is queued adds pages only once the loop is through.
  if (target.starts.some((one) => one.site.loop?.isLive && !one.start.source)) return 'B204';
  if (start.isSparse) return 'B205';
  if (target.starts.some((one) => one.callback?.awaitsElement)) return 'B202';
  if (start.via === 'built') return 'B217';
  if (site.insertionPoint.kind === 'nowhere') return 'B221';
  if (target.starts.some((one) => one.start.isSifted && one.callback?.isAsync !== true))
    return 'B217';
  if (task.isRecursive) return 'B211';
  if (target.starts.some((one) => one.site.loop?.readsChanging)) return 'B214';
  if (start.via === 'variable' && start.form !== 'push' && site.insertionPoint.kind !== 'list')
    return 'B202';
  return undefined;
}

/** Adds the limit to `pMap(xs, f)` or `Promise.map(xs, f)` as their own option. */
function planMapper(
  { collector, start, callback }: FanOutFact,
  text: string,
  concurrency: string,
): EditPlan | Refusal {
  const isBluebird = collector.specifier === 'bluebird';
  const plan = (edits: readonly TextEdit[], notes: readonly string[] = []): EditPlan => ({
    edits,
    safety: 'suggestion',
    summary: `Runs at most ${toTasks(concurrency)} at a time`,
    notes,
  });
  const end = start.range[1] - 1;
  if (collector.specifier === 'async') {
    // async.each(xs, f) → async.eachLimit(xs, 4, f)
    const at = collector.range[1];
    if (!start.source || !collector.text.includes('.')) return refuseFanOut('B217', start.range);
    return plan([
      { range: [at, at], text: 'Limit' },
      { range: [start.source[1], start.source[1]], text: `, ${concurrency}` },
    ]);
  }
  const rest = text.slice(callback?.range[1] ?? end, end);
  // Promise.map(xs, f) → Promise.mapSeries(xs, f), which keeps the order
  if (isBluebird && concurrency === '1' && collector.text.endsWith('.map') && !/[^\s,]/.test(rest))
    return plan([{ range: [collector.range[1], collector.range[1]], text: 'Series' }]);
  const notes = isBluebird ? [BLUEBIRD_ORDER] : [];
  const options = /^\s*,\s*\{/.exec(rest)?.[0];
  const from = callback?.range[1] ?? end;
  if (options !== undefined)
    return plan(
      [
        {
          range: [from + options.length, from + options.length],
          text: ` concurrency: ${concurrency},`,
        },
      ],
      notes,
    );
  if (/[^\s,]/.test(rest)) return refuseFanOut('B217', start.range);
  return plan([{ range: [from, from], text: `, { concurrency: ${concurrency} }` }], notes);
}

/** As of 3.7.2: `map.js` takes the waiting tasks from the end of its list. */
const BLUEBIRD_ORDER =
  'With a limit, Bluebird starts the tasks that have to wait from the last one on.';

/** `ps.push(f(x))` → `ps.push(limit(() => f(x)))`, also where `f(x)` has a name. */
function wrapPushed(
  fact: FanOutFact,
  limit: string,
  text: string,
): readonly TextEdit[] | FanOutRefusalCode {
  const started = fact.site.loop?.started;
  if (!started || /\b(?:await|yield)\b/.test(text.slice(...started))) return 'B215';
  return [
    { range: [started[0], started[0]], text: `${limit}(() => ` },
    { range: [started[1], started[1]], text: ')' },
  ];
}

function wrapCallback(
  fact: FanOutFact,
  limit: string,
  text: string,
  isTypeScript: boolean,
): readonly TextEdit[] | FanOutRefusalCode {
  const { callback, start } = fact;
  if (!callback || !mayPassThis(fact, callback)) return 'B209';
  if (callback.kind === 'arrow' && !callback.parameters.some((one) => calls(one, text)))
    return wrapArrow(callback, limit, text, isTypeScript);
  if (start.form === 'lodash-map') return 'B209';
  // xs.map(load): TypeScript checks the number of arguments
  if (callback.kind === 'reference' && callback.arity === undefined && isTypeScript) return 'B209';
  const arity =
    callback.kind === 'reference'
      ? (callback.arity ?? 3)
      : callback.parameters.some((one) => one.isRest)
        ? 3
        : callback.parameters.length;
  const names = ['item', 'index', 'array'].slice(0, Math.min(arity, getPassedCount(start)));
  const [from, to] = callback.range;
  const self = start.thisArgument?.text;
  if (self !== undefined && (callback.kind === 'reference' || callback.usesOwnThis)) {
    const call = callWith(text.slice(from, to), names.join(', '), self);
    return [
      { range: [from, from], text: `(${names.join(', ')}) => ${limit}(() => ` },
      { range: [to, to], text: `${call.slice(to - from)})` },
    ];
  }
  return [
    { range: [from, from], text: `(${names.join(', ')}) => ${limit}(` },
    { range: [to, to], text: `${names.map((name) => `, ${name}`).join('')})` },
  ];
}

/** Whether a parameter has a default that calls something, which belongs to the task. */
function calls({ hasDefault, range, text: target }: ParameterFact, text: string): boolean {
  return (hasDefault ? text.slice(...range) : target).includes('(');
}

/**
 * `(x) => f(x)` → `(x) => limit(() => f(x))`; `async (x) => { … }` →
 * `(x) => limit(async () => { … })`.
 */
function wrapArrow(
  callback: CallbackShapeFact,
  limit: string,
  text: string,
  isTypeScript: boolean,
): readonly TextEdit[] {
  const [from] = callback.range;
  const keyword = callback.isAsync ? /^async\s*/.exec(text.slice(from))?.[0] : undefined;
  return [
    ...(keyword === undefined ? [] : [{ range: [from, from + keyword.length] as const, text: '' }]),
    {
      range: [callback.body[0], callback.body[0]],
      text: `${limit}(${callback.isAsync || (isTypeScript && isMixed(callback)) ? 'async ' : ''}() => `,
      order: 1,
    },
    { range: [callback.body[1], callback.body[1]], text: ')', order: -1 },
  ];
}

/**
 * Whether a callback may give a promise here and a value there. The types of `p-limit` take only
 * the one or the other, and an async function gives a promise in any case.
 */
function isMixed({ exits, fallsThrough, last }: CallbackShapeFact): boolean {
  return exits.length > 0 || fallsThrough || last?.isLoose === true;
}

/** Inserts the declaration of the limiter before the tasks start. */
function insertMaker(
  { site: { insertionPoint } }: FanOutFact,
  maker: string,
  text: string,
): readonly TextEdit[] {
  const { eol, indent: unit, semicolon } = getStyle(text);
  const [start, to] = insertionPoint.range;
  const from = insertionPoint.kind === 'list' ? getLineOffset(text, start) : start;
  const indent = getLineIndentation(text, from);
  switch (insertionPoint.kind) {
    case 'list':
    case 'case':
      return [
        { range: [from, from], text: `${endStatement(maker, text, from, true)}${eol}${indent}` },
      ];
    case 'single':
      // if (x) await Promise.all(…)
      return [
        {
          range: [from, from],
          text: `{${eol}${indent}${unit}${endStatement(maker, text, from, true)}${eol}${indent}${unit}`,
        },
        { range: [to, to], text: `${eol}${indent}}` },
      ];
    case 'nowhere':
      throw new Error('a limiter for which there is no place');
    case 'concise':
      // () => Promise.all(…)
      return [
        {
          range: [from, from],
          text: ` {${eol}${indent}${unit}${maker}${eol}${indent}${unit}return`,
        },
        { range: [to, to], text: `${semicolon}${eol}${indent}}`, order: 1 },
      ];
  }
}
