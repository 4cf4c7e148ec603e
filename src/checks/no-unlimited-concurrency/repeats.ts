// Judges loops that start a thread or process per element, or per processor of the host.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { FanOutFact } from '../../syntax/fan-out/facts.ts';
import type { PackageCallFact, RepeatFact } from '../../syntax/package-calls/facts.ts';
import { isWithin } from '../../text/range.ts';
import { judgeCount } from '../no-unbounded-fan-out/bounds.ts';
import { readFanOutOptions } from '../no-unbounded-fan-out/options.ts';
import { STARTERS } from './makers.ts';
import type { LimitOptions } from './options.ts';

/** A loop that starts too many threads or processes. */
export interface RepeatJudgement {
  /** `each`: one per element. `cpus`: one per processor. `counted`: a fixed number. */
  readonly kind: 'each' | 'cpus' | 'counted';
  readonly unit: 'thread' | 'process';
  readonly repeat: RepeatFact;
  /** A clause for messages that says who decides how many there are. */
  readonly who: string;
  /** The highest allowed number. */
  readonly most: number;
}

/** Judges a call that starts a thread or process; undefined if the number is acceptable. */
export function judgeRepeat(
  call: PackageCallFact,
  fanOuts: readonly FanOutFact[],
  options: LimitOptions,
  catalogue: Catalogue,
): RepeatJudgement | undefined {
  const { repeat } = call;
  const starter = STARTERS.find(
    ({ packages, name, isNew }) =>
      packages.includes(call.specifier) && name.test(call.name) && isNew === call.isNew,
  );
  if (!starter || !repeat || repeat.isThrottled) return undefined;
  const base = { unit: starter.unit, repeat, who: '', most: options.maxHeavy };
  // Node's documentation says not to use `os.cpus()` for the available parallelism. A fallback, as
  // in `process.env.WEB_CONCURRENCY || os.cpus().length`, can be configured; threads share a
  // process.
  if (repeat.amount?.kind === 'cpus')
    return call.specifier === 'cluster' && !repeat.amount.isFallback
      ? { ...base, kind: 'cpus' }
      : undefined;
  if (repeat.kind === 'count')
    return repeat.amount?.kind === 'number' && (repeat.amount.value ?? 0) > options.maxHeavy
      ? { ...base, kind: 'counted' }
      : undefined;
  // await Promise.all(xs.map((x) => new Promise(…))): reported by `no-unbounded-fan-out`
  const isTask = ({ range, collector, task }: FanOutFact): boolean =>
    isWithin(call.range, range) &&
    collector.kind !== 'call' &&
    (collector.kind !== 'none' || task.isAsync);
  if (fanOuts.some(isTask)) return undefined;
  const { decision, who } = judgeCount(
    { guards: [], origins: repeat.origins },
    readFanOutOptions({ maxBound: options.maxHeavy }),
    catalogue,
  );
  return decision === 'bounded' || decision === 'configured'
    ? undefined
    : { ...base, kind: 'each', who };
}
