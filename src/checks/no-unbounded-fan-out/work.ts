// Judges the tasks of a fan-out: whether they are asynchronous, what they reach, and whether a
// limiter restricts them.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { WorkCallFact, FanOutFact } from '../../syntax/fan-out/facts.ts';
import { isLimiter, isTurnstile } from './limiters.ts';
import { isWithin } from '../../text/range.ts';
import type { FanOutOptions } from './options.ts';
import { COSTS, getHeavyName, getReach, type Reach } from './reach.ts';
import { findImportedReach, type ImportedReach } from './imported-reach.ts';
import { INSIDE, OUTSIDE } from './vocabulary.ts';
import type { LocalModule } from '../module-host.ts';

/** What each task does outside limiters. */
export interface WorkJudgement {
  /** The tasks wait for something; otherwise they only compute or are limited. */
  readonly isAsync: boolean;
  /** What the tasks reach, gravest first. */
  readonly reaches: readonly Reach[];
  /** The heavy packages that the tasks reach. */
  readonly packages: readonly string[];
  /** An awaited call of unknown cost. */
  readonly unknown?: WorkCallFact;
  /** All costly calls use one transaction, which runs them one by one. */
  readonly isOneTransaction: boolean;
}

const TRANSACTION =
  /(?:^|\.)(?:tx|trx|transaction|transactionClient|queryRunner|qr|txn|t)(?:\(\))?\.|^(?:trx|tx)\(\)/;

/** Synchronous functions, which run one after another in any case. */
const SYNCHRONOUS =
  /Sync$|^create(?:Cipher|Decipher|Sign|Verify|Hash|Hmac)|^(?:public|private)(?:Encrypt|Decrypt)$/;

/** Work that starts with the call, even if the call is not awaited. */
const STARTED: ReadonlySet<Reach> = new Set(['http', 'database', 'process']);

/** Functions that await a promise passed to them. */
const WRAPPER = /^(?:with(?:Timeout|Retry|Retries|Deadline)|p?[tT]imeout|p?[rR]etry)/;

const NOTHING: WorkJudgement = {
  isAsync: false,
  reaches: [],
  packages: [],
  isOneTransaction: false,
};

interface ReachedCall {
  readonly call: WorkCallFact;
  readonly reach: Reach;
}

interface StartedCall {
  readonly call: WorkCallFact;
  readonly behind: ImportedReach | undefined;
}

/**
 * Judges the tasks of a fan-out.
 * @param module the file with the fan-out; its imports lead to the functions of other modules
 */
export function judgeWork(
  fact: FanOutFact,
  options: FanOutOptions,
  catalogue: Catalogue,
  module: LocalModule,
): WorkJudgement {
  const { calls } = fact.task;
  if (fact.task.isWorker || calls.some((call) => isTurnstile(call, options))) return NOTHING;
  const reached = findReachedCalls(fact, options, catalogue);
  const costly = reached.filter(isCostly);
  // await withTimeout(check(user), 1000): the wrapper awaits its argument
  const isWrapped = calls.some(
    (call) => call.isAwaited && !call.isArgument && WRAPPER.test(call.name),
  );
  const awaited = reached.filter(
    ({ call, reach }) =>
      call.isAwaited &&
      (isWrapped || !call.isArgument) &&
      (reach === 'unknown' || reach === 'ending'),
  );
  const started = reached
    .filter(({ call, reach }) => reach === 'unknown' && (call.isAwaited || call.isFloating))
    .map(({ call }) => ({ call, behind: findImportedReach(call, module, options, catalogue) }));
  const unknown = findUnknown(fact, started, isWrapped);
  const isBehind = (cost: Reach): boolean =>
    started.some(({ behind }) => behind?.reaches.has(cost));
  return {
    isAsync:
      costly.some(
        ({ call }) =>
          !SYNCHRONOUS.test(call.name) &&
          (call.isAwaited || call.isFloating || call.isPromised === true),
      ) ||
      awaited.length > 0 ||
      COSTS.some(isBehind),
    packages: findPackages(costly, started, catalogue),
    reaches: COSTS.filter((cost) => costly.some(({ reach }) => reach === cost) || isBehind(cost)),
    ...(unknown ? { unknown } : {}),
    isOneTransaction: isOneTransaction([...costly, ...awaited].map(({ call }) => call)),
  };
}

/** The calls that no limiter holds back, and what each reaches. */
function findReachedCalls(
  fact: FanOutFact,
  options: FanOutOptions,
  catalogue: Catalogue,
): readonly ReachedCall[] {
  const { calls } = fact.task;
  const limiting = new Set(
    calls.flatMap((call, index) => (isLimiter(call, options) ? [index] : [])),
  );
  const resolveReach = (call: WorkCallFact): Reach => {
    if (call.isFollowed) return 'light';
    return isListing(call, fact) ? 'unknown' : getReach(call, catalogue);
  };
  return calls
    .filter((call, index) => !limiting.has(index) && !call.behind.some((at) => limiting.has(at)))
    .map((call) => ({ call, reach: resolveReach(call) }));
}

/** Synchronous crypto and native packages cost as much when nothing awaits them. */
function isCostly({ call, reach }: ReachedCall): boolean {
  return (
    COSTS.includes(reach) &&
    (call.isAwaited ||
      (call.isFloating && STARTED.has(reach)) ||
      call.isPromised === true ||
      ((reach === 'crypto' || reach === 'heavy') && !call.isNew))
  );
}

/** An awaited call whose work is unknown: one of the callback's own calls if there is any. */
function findUnknown(
  fact: FanOutFact,
  started: readonly StartedCall[],
  isWrapped: boolean,
): WorkCallFact | undefined {
  const unseen = started
    .filter(
      ({ call, behind }) =>
        call.isAwaited && (isWrapped || !call.isArgument) && behind?.isOpen !== false,
    )
    .map(({ call }) => call);
  const own = unseen.filter(
    ({ range }) => fact.callback !== undefined && isWithin(range, fact.callback.range),
  );
  return own.length > 0
    ? pickGravest(own)
    : (unseen.find((call) => !WRAPPER.test(call.name)) ?? unseen[0]);
}

function findPackages(
  costly: readonly ReachedCall[],
  started: readonly StartedCall[],
  catalogue: Catalogue,
): readonly string[] {
  const own = costly.flatMap(({ call, reach }) =>
    reach === 'heavy' ? [getHeavyName(call, catalogue)] : [],
  );
  return [...new Set([...own, ...started.flatMap(({ behind }) => [...(behind?.packages ?? [])])])];
}

/** Of a callback's unknown calls, the one whose name most suggests work outside the process. */
function pickGravest(unseen: readonly WorkCallFact[]): WorkCallFact | undefined {
  const named = unseen.filter(({ name }) => !WRAPPER.test(name));
  return (
    named.find(({ name }) => OUTSIDE.test(name)) ??
    named.find(({ name }) => !INSIDE.test(name)) ??
    named[0] ??
    unseen[0]
  );
}

/** Whether a call only lists a folder in a recursive walk, which has one task per folder. */
function isListing(call: WorkCallFact, fact: FanOutFact): boolean {
  return fact.task.isRecursive && /^(?:readdir|opendir)$/.test(call.name);
}

/** `tx.update(users).where(eq(users.id, id))`: the condition is a part of the query. */
function isOneTransaction(calls: readonly WorkCallFact[]): boolean {
  const whole = calls.filter(
    (call) => !calls.some((other) => other !== call && isWithin(call.range, other.range)),
  );
  return (
    whole.length > 0 &&
    whole.every(
      (call) =>
        call.usesTransaction ||
        TRANSACTION.test(call.path) ||
        (call.typeName ?? '').endsWith('Transaction'),
    )
  );
}
