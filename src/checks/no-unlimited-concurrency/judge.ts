// Judges whether a call of a package sets no limit, or one that is too high. The packages are
// listed in `makers.ts`.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type {
  AmountFact,
  ArgumentFact,
  PackageCallFact,
  PropertyFact,
} from '../../syntax/package-calls/facts.ts';
import type { Range } from '../../text/range.ts';
import { judgeCount } from '../no-unbounded-fan-out/bounds.ts';
import { readFanOutOptions } from '../no-unbounded-fan-out/options.ts';
import { getHeavyName, getReach } from '../no-unbounded-fan-out/reach.ts';
import { LIMIT_MAKERS, type LimitMaker } from './makers.ts';
import type { LimitOptions } from './options.ts';

/** A missing or too high limit. */
export interface LimitJudgement {
  readonly maker: LimitMaker;
  /** `missing`: not set. `none`: `Infinity`. `high`: a number above the maximum. */
  readonly kind: 'missing' | 'none' | 'high';
  /** The text that sets it; for `missing`, the call. */
  readonly range: Range;
  readonly amount?: AmountFact;
  /** The argument that holds the limit, if there is one. */
  readonly argument?: ArgumentFact;
  /** The highest allowed limit. */
  readonly most: number;
  /** What makes each task heavy: `reaches child processes`. */
  readonly costs: readonly string[];
}

/** Judges a call; undefined if it sets an acceptable limit, or may set one. */
export function judgeLimit(
  call: PackageCallFact,
  options: LimitOptions,
  catalogue: Catalogue,
): LimitJudgement | undefined {
  const maker = findMaker(call);
  if (
    !maker ||
    isSetElsewhere(maker, call) ||
    call.arguments.slice(0, getPlace(maker, call) + 1).some((one) => one.kind === 'spread')
  )
    return undefined;
  const argument = call.arguments[getPlace(maker, call)];
  const costs =
    maker.unit === 'task' || maker.unit === 'job'
      ? [...getSandbox(maker, call), ...getHeavyReaches(call, catalogue)]
      : [];
  const isHeavy = costs.length > 0 || (maker.unit !== 'task' && maker.unit !== 'job');
  const base = {
    maker,
    costs,
    most: isHeavy ? Math.min(options.maxHeavy, options.max) : options.max,
    ...(argument ? { argument } : {}),
  };
  const stated = resolveStatedLimit(maker, argument);
  if (stated === 'unknown') return undefined;
  // new PQueue(options): reported at the call, not where `options` is declared
  if (stated)
    return judgeAmount(
      stated.amount,
      argument?.kind === 'named-object' ? argument.range : stated.range,
      base,
    );
  if (
    maker.whenMissing === 'bounded' ||
    maker.starts === 'fan-out' ||
    isFewTasks(maker, call, base.most, catalogue)
  )
    return undefined;
  return { ...base, kind: 'missing', range: [call.range[0], call.callee[1]] };
}

/** The description of the limiter that a call creates or configures. */
function findMaker({ specifier, name, isNew }: PackageCallFact): LimitMaker | undefined {
  const [folder = '', file] = specifier.startsWith('@') ? [specifier] : specifier.split('/');
  // async/queue
  const path = file === undefined ? name : [file, name].filter(Boolean).join('.');
  return LIMIT_MAKERS.find(
    (maker) => maker.packages.includes(folder) && maker.name.test(path) && (!maker.isNew || isNew),
  );
}

/** Whether the limit is set later: `queue.concurrency = 3`, `limiter.updateSettings(…)`. */
function isSetElsewhere(
  { option = 'concurrency', elsewhere = [] }: LimitMaker,
  { uses }: PackageCallFact,
): boolean {
  return uses.some(
    (use) => use === `${option}=` || use === 'concurrency=' || elsewhere.includes(use),
  );
}

function getPlace({ argument }: LimitMaker, call: PackageCallFact): number {
  const count = call.arguments.length;
  if (argument === 'none') return count;
  if (argument === 'processor') return Math.max(count - 2, 0);
  return argument < 0 ? Math.max(count + argument, 0) : argument;
}

type StatedLimit = Pick<PropertyFact, 'amount' | 'range'>;

/** The property or argument that sets the limit; `unknown` if it may be set invisibly. */
function resolveStatedLimit(
  { option, isEither, argument: place, alternatives = [] }: LimitMaker,
  argument: ArgumentFact | undefined,
): StatedLimit | 'unknown' | undefined {
  if (!argument || argument.amount.kind === 'absent') return undefined;
  if (option === undefined || (isEither && argument.properties.length === 0)) {
    // queue.process('mails', send)
    return place === 'processor' && argument.kind !== 'other' ? 'unknown' : argument;
  }
  if (argument.properties.some(({ name }) => alternatives.includes(name))) return 'unknown';
  const property = argument.properties.find(({ name }) => name === option);
  if (property) return property;
  return argument.kind === 'object' && argument.isWhole ? undefined : 'unknown';
}

type Base = Pick<LimitJudgement, 'maker' | 'costs' | 'most' | 'argument'>;

function judgeAmount(amount: AmountFact, range: Range, base: Base): LimitJudgement | undefined {
  switch (amount.kind) {
    case 'none':
      return { ...base, kind: 'none', amount, range };
    case 'absent':
      return base.maker.whenMissing === 'unlimited'
        ? { ...base, kind: 'none', amount, range }
        : undefined;
    case 'number':
      return (amount.value ?? 0) > base.most ? { ...base, kind: 'high', amount, range } : undefined;
    case 'cpus':
    case 'unknown':
      return undefined;
  }
}

/**
 * Whether a call starts only a few tasks: `async.parallel({ user, team })`, but not
 * `pAll(xs.map((x) => () => f(x)))` or `pTimes(count, f)`.
 */
function isFewTasks(
  { starts }: LimitMaker,
  call: PackageCallFact,
  most: number,
  catalogue: Catalogue,
): boolean {
  if (!starts) return false;
  const [tasks] = call.arguments;
  if (starts === 'count')
    return tasks?.amount.kind !== 'unknown' && (tasks?.amount.value ?? 0) <= most;
  if (tasks?.kind !== 'mapped') return true;
  const { decision } = judgeCount(
    { guards: [], origins: tasks.origins },
    readFanOutOptions({}),
    catalogue,
  );
  return decision === 'bounded' || decision === 'configured';
}

/** `new Worker('pdf', './pdf.js')` runs the file in one process per concurrent job. */
function getSandbox({ processor }: LimitMaker, call: PackageCallFact): readonly string[] {
  return processor !== undefined && call.arguments.at(processor)?.kind === 'text'
    ? ['has a process or thread of its own']
    : [];
}

/** The heavy packages and child processes that each task reaches. */
function getHeavyReaches(call: PackageCallFact, catalogue: Catalogue): readonly string[] {
  return [
    ...new Set(
      call.work.flatMap((one) => {
        const reach = getReach(one, catalogue);
        if (reach === 'process') return ['reaches child processes'];
        return reach === 'heavy' ? [`reaches \`${getHeavyName(one, catalogue)}\``] : [];
      }),
    ),
  ];
}
