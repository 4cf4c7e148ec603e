// Finds tasks that are started together in a number that the input decides.
import type { WorkCallFact, FanOutFact } from '../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../syntax/facts.ts';
import { isWithin } from '../../text/range.ts';
import { getText } from '../../text/source-text.ts';
import { defineCheck, type CheckContext, type Match } from '../define-check.ts';
import { judgeCount, type CountJudgement } from './bounds.ts';
import { planLimit } from './edit/limit.ts';
import { fanOutPresets, fanOutSchema, readFanOutOptions, type FanOutOptions } from './options.ts';
import { fixOptions, getDelay, getMode } from './fix-options.ts';
import { refusals, refuseFanOut } from './refusals.ts';
import { planSerial } from './edit/serial.ts';
import { isBoundedBySchema } from './schema-bounds.ts';
import { mayFanOut } from './prefilter.ts';
import { judgeWork, type WorkJudgement } from './work.ts';
import { INSIDE, OUTSIDE } from './vocabulary.ts';
import { wordFanOut, type FanOutWords } from './messages.ts';
import type { FanOutTarget } from './edit/target.ts';

interface FanOutMatch extends Match {
  readonly fact: FanOutFact;
  /** All fan-outs of the same collector. */
  readonly starts: readonly FanOutFact[];
  readonly words: FanOutWords;
}

export const noUnboundedFanOut = defineCheck<FanOutMatch>({
  id: 'no-unbounded-fan-out',
  docs: {
    type: 'problem',
    description: 'disallow starting as many asynchronous tasks at once as the input says',
    recommended: true,
  },
  messages: {
    fanOut:
      '{{starter}} starts {{what}} for {{array}} at once{{when}}, and {{who}}{{reach}}. Run them one at a time, or at most a few at a time.',
    floating:
      '{{starter}} starts {{what}} for {{array}} at once{{when}} without waiting for any, and {{who}}{{reach}}. Wait for them one at a time, or a few at a time.',
    serial: 'Run the tasks one at a time.',
    limit: 'Run at most a few tasks at a time with `p-limit`.',
  },
  schema: fanOutSchema,
  presets: fanOutPresets,
  mayMatch: (text, { options }) => mayFanOut(text, readFanOutOptions(options).wrappers),
  find: (facts, context) => findMatches(facts, context),
  describe: ({ fact, words }) => ({
    messageId: fact.collector.kind === 'none' ? 'floating' : 'fanOut',
    data: { ...words },
  }),
  edit(match, facts, context) {
    if (mayNotEnd(match, facts)) return refuseFanOut('B218', match.range);
    if (waitsForNothing(match)) return refuseFanOut('B219', match.range);
    const target = toTarget(match, facts, findMatches(facts, context));
    return getMode(context.fixOptions) === 'limit' || match.fact.start.form === 'mapper'
      ? planLimit(
          target,
          match.fact,
          match.fact.start.form === 'mapper' && getMode(context.fixOptions) === 'serial'
            ? toOneAtATime(context)
            : context,
        )
      : planSerial(target, match.fact, getDelay(context.fixOptions), context.host.emptyArray);
  },
  refusals,
  fixOptions,
  addsPackages: (options) => getMode(options) === 'limit',
  suggestions: [
    { messageId: 'serial', fixOptions: { mode: 'serial' } },
    { messageId: 'limit', fixOptions: { mode: 'limit' } },
  ],
});

/** Endless loops, and listeners for events that other code has to emit while the tasks run. */
const ENDLESS =
  /\bfor\s+await\b|\bwhile\s*\(\s*(?:true|1|!)|\bfor\s*\(\s*;\s*;|\.once\s*\(|\.(?:on|addEventListener)\s*\(\s*['"`]/;

/**
 * Whether a task, or a function in the file that it calls, may run forever or wait for an event.
 */
function mayNotEnd({ fact }: FanOutMatch, facts: ModuleFacts): boolean {
  if (fact.collector.kind === 'for-await') return false;
  const text = getText(facts.source, fact.range);
  if (ENDLESS.test(text)) return true;
  const called = new Set([...text.matchAll(/([\w$]+)\s*\(/g)].map(([, name]) => name));
  const endless = getEndless(facts);
  return endless.size > 0 && [...called].some((name) => endless.has(name));
}

const endlessFunctions = new WeakMap<ModuleFacts, ReadonlySet<string | undefined>>();

/** The names of the functions of a file that may run forever, each body read once. */
function getEndless(facts: ModuleFacts): ReadonlySet<string | undefined> {
  let names = endlessFunctions.get(facts);
  if (!names) {
    const endless = facts.functionScopes.filter(
      ({ id, body }) => id > 0 && ENDLESS.test(getText(facts.source, body)),
    );
    names = new Set(endless.flatMap(({ label }) => /([\w$]+)`$/.exec(label)?.[1] ?? []));
    endlessFunctions.set(facts, names);
  }
  return names;
}

/** Whether a callback awaits nothing that it starts: `xs.map(async (x) => { send(x); })`. */
function waitsForNothing({ fact: { task, callback } }: FanOutMatch): boolean {
  const own = callback ? task.calls.filter((call) => isWithin(call.range, callback.range)) : [];
  return own.some((call) => call.isFloating) && !own.some((call) => call.isAwaited);
}

/** The matches of a file, kept: the rewrite of each one asks for all. */
const known = new WeakMap<
  ModuleFacts,
  { readonly context: CheckContext; readonly matches: readonly FanOutMatch[] }
>();

function findMatches(facts: ModuleFacts, context: CheckContext): readonly FanOutMatch[] {
  const before = known.get(facts);
  if (
    before?.context.options === context.options &&
    before.context.catalogue === context.catalogue &&
    before.context.host === context.host
  )
    return before.matches;
  const matches = judgeFanOuts(facts, context);
  known.set(facts, { context, matches });
  return matches;
}

function judgeFanOuts(facts: ModuleFacts, context: CheckContext): readonly FanOutMatch[] {
  const options = readFanOutOptions(context.options);
  const matches = new Map<string, FanOutMatch>();
  const collected = new Map<string, FanOutFact>();
  for (const fact of facts.fanOuts) {
    const match = toMatch(fact, facts, context, options);
    if (!match) continue;
    // const jobs = xs.map(f); await Promise.allSettled(jobs); await Promise.all(jobs)
    const start = fact.start.range.join();
    const first = collected.get(start) ?? fact;
    collected.set(start, first);
    // Promise.all(jobs || xs.map(f)): nothing seems to collect what `map` gives
    const isSecond = first.range[1] <= fact.range[0] || fact.collector.kind === 'none';
    if (first !== fact && fact.start.via !== 'built' && isSecond) continue;
    const key = fact.range.join();
    const earlier = matches.get(key);
    matches.set(key, earlier ? { ...earlier, starts: [...earlier.starts, fact] } : match);
  }
  return [...matches.values()];
}

/** The target of a rewrite; `ordinal` counts earlier matches in nested or surrounding scopes. */
function toTarget(
  match: FanOutMatch,
  facts: ModuleFacts,
  matches: readonly FanOutMatch[],
): FanOutTarget {
  const { functionScope } = match.fact;
  const isAround = (outer: number, inner: number): boolean => {
    for (let id = inner; ; id = facts.functionScopes[id]?.parent ?? 0) {
      if (id === outer) return true;
      if (id === 0) return false;
    }
  };
  return {
    starts: match.starts,
    facts,
    ordinal: matches.filter(
      (other) =>
        other.range[0] < match.range[0] &&
        (isAround(other.fact.functionScope, functionScope) ||
          isAround(functionScope, other.fact.functionScope)),
    ).length,
  };
}

/** A mapper runs one task at a time by its own option. */
function toOneAtATime(context: CheckContext): CheckContext {
  return { ...context, fixOptions: { ...context.fixOptions, concurrency: 1 } };
}

function toMatch(
  fact: FanOutFact,
  facts: ModuleFacts,
  context: CheckContext,
  options: FanOutOptions,
): FanOutMatch | undefined {
  if (fact.isInBrowser || !isCollector(fact, options)) return undefined;
  const count = judgeCount(fact, options, context.catalogue);
  if (count.decision === 'bounded') return undefined;
  const work = judgeWork(fact, options, context.catalogue, { facts, host: context.host });
  if (!work.isAsync || !isReported(count, work, options)) return undefined;
  // Last, because it reads other files.
  if (isBoundedBySchema(fact, { facts, host: context.host }, options)) return undefined;
  const isAtStartup = facts.functionScopes[fact.functionScope]?.runsAtStartup ?? false;
  return {
    range: fact.range,
    fact,
    starts: [fact],
    words: wordFanOut(fact, count, work, isAtStartup),
  };
}

/** Whether the tasks are collected by something that isn't a limiter. */
function isCollector(fact: FanOutFact, options: FanOutOptions): boolean {
  const { kind, isNamed, text } = fact.collector;
  if (kind === 'call')
    return (
      isNamed === true ||
      options.wrappers.has(text) ||
      options.wrappers.has(text.replace(/^this\./, ''))
    );
  if (kind === 'none') return fact.task.isAsync;
  // pMap(xs, f, { concurrency: 3 }): `no-unlimited-concurrency` judges stated limits
  if (kind === 'mapper') return fact.start.limit === undefined;
  return true;
}

function isReported(count: CountJudgement, work: WorkJudgement, options: FanOutOptions): boolean {
  if (options.report === 'all') return true;
  if (count.decision === 'configured') return false;
  // A transaction runs queries one by one, so only lists from external input are worth reporting.
  if (work.isOneTransaction && count.isStored) return false;
  if (work.reaches.length > 0) return true;
  if (work.unknown === undefined || count.isRegistry) return false;
  return (
    OUTSIDE.test(work.unknown.name) ||
    ((count.decision === 'open' || isOfPackage(work.unknown)) && !INSIDE.test(work.unknown.name))
  );
}

/**
 * Whether a call is a method of a value created by a package: `makeWASocket().profilePictureUrl()`.
 */
function isOfPackage({ made, path }: WorkCallFact): boolean {
  return (
    made?.specifier !== undefined &&
    /^(?:@[\w-]+\/)?[\w-]+/.test(made.specifier) &&
    !made.specifier.startsWith('.') &&
    path.includes('.')
  );
}
