// The check `no-unbounded-fan-out`: tasks that are started together and whose number the program's input decides.
import type { FanOutFact } from '../syntax/fan-out-facts.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { defineCheck, type CheckContext, type Match } from './check.ts';
import { judgeCount, type CountJudgement } from './fan-out-bounds.ts';
import { isLimit } from './fan-out-limiters.ts';
import { fanOutPresets, fanOutSchema, readFanOutOptions, type FanOutOptions } from './fan-out-options.ts';
import { judgeWork, type WorkJudgement } from './fan-out-work.ts';
import { wordFanOut, type FanOutWords } from './fan-out-wording.ts';

interface FanOutMatch extends Match {
  readonly fact: FanOutFact;
  readonly words: FanOutWords;
}

const MAY_MATCH = /\.\s*(?:all|allSettled|any|race)\s*(?:<[^>]*>\s*)?\(|\bforEach\s*\(\s*async\b|\bmap\s*\(\s*async\b|\bfor\s+await\b|bluebird|p-map|['"]async['"]/;
/** Names of functions that do something outside the process more often than not. */
const OUTSIDE = /^(?:fetch|load|save|send|upload|download|query|request|sync|publish|notify|scrape|crawl|render|generate|process|execute|run|import|export|create|update|delete|remove|insert|upsert|store|persist|post|put|patch|read|write|search|resolve|verify|check|get|find|list|add|set|handle|do|call|invoke|submit|deliver|refresh|scan|poll|ping|retry|backup|restore|migrate|index|enqueue|dispatch|compute|convert|compress|resize|build|install|fill|sign|encrypt|decrypt|hash)/i;

export const noUnboundedFanOut = defineCheck<FanOutMatch>({
  id: 'no-unbounded-fan-out',
  docs: {
    description: 'Disallow starting as many asynchronous tasks at once as the input says',
    recommended: true,
  },
  messages: {
    fanOut: '{{starter}} starts {{what}} for {{array}} at once{{when}}, and {{who}}{{reach}}. Run them one at a time, or at most a few at a time.',
    floating: '{{starter}} starts {{what}} for {{array}} at once{{when}} and waits for none, and {{who}}{{reach}}. Wait for them one at a time, or a few at a time.',
    serial: 'Run the tasks one at a time.',
    limit: 'Run at most a few tasks at a time with `p-limit`.',
  },
  schema: fanOutSchema,
  presets: fanOutPresets,
  mayMatch: (text, { options }) => MAY_MATCH.test(text) || [...readFanOutOptions(options).wrappers].some((name) => text.includes(name.split('.').at(-1) ?? name)),
  *find(facts, context) {
    const options = readFanOutOptions(context.options);
    const seen = new Set<string>();
    for (const fact of facts.fanOuts) {
      const match = toMatch(fact, facts, context, options);
      const key = fact.range.join();
      if (!match || seen.has(key)) continue;
      seen.add(key);
      yield match;
    }
  },
  describe: ({ fact, words }) => ({ messageId: fact.collector.kind === 'none' ? 'floating' : 'fanOut', data: { ...words } }),
});

function toMatch(fact: FanOutFact, facts: ModuleFacts, context: CheckContext, options: FanOutOptions): FanOutMatch | undefined {
  if (fact.isInBrowser || !isCollector(fact, options)) return undefined;
  const count = judgeCount(fact, options, context.catalogue);
  if (count.decision === 'bounded') return undefined;
  const work = judgeWork(fact, options, context.catalogue);
  if (!work.isAsync || !isReported(count, work, options)) return undefined;
  const isAtLoad = facts.frames[fact.frame]?.runsAtLoad ?? false;
  return { range: fact.range, fact, words: wordFanOut(fact, count, work, isAtLoad) };
}

/** Whether the tasks are started together by something that is no limiter itself. */
function isCollector(fact: FanOutFact, options: FanOutOptions): boolean {
  const { kind, text } = fact.collector;
  if (kind === 'call') return options.wrappers.has(text) || options.wrappers.has(text.replace(/^this\./, ''));
  if (kind === 'none') return fact.task.isAsync;
  // pMap(xs, f, { concurrency: 3 })
  if (kind === 'mapper') return !isLimit(fact.start.limit, options);
  return true;
}

function isReported(count: CountJudgement, work: WorkJudgement, options: FanOutOptions): boolean {
  if (options.report === 'all') return true;
  if (count.decision === 'configured') return false;
  if (work.isOneTransaction && count.decision !== 'open') return false;
  if (work.reaches.length > 0) return true;
  return work.unknown !== undefined && (count.decision === 'open' || OUTSIDE.test(work.unknown.name));
}
