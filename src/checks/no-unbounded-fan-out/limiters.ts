// Recognises calls that limit concurrency: of packages by how the limiter was created, of the
// project by name or configuration.
import type { WorkCallFact, SizeFact } from '../../syntax/fan-out/facts.ts';
import type { FanOutOptions } from './options.ts';

/** Packages that create limiters, and whether a limiter needs a size to limit anything. */
const PACKAGES: Readonly<Record<string, 'needs-size' | 'always'>> = {
  'p-limit': 'needs-size',
  'p-queue': 'needs-size',
  'p-throttle': 'always',
  'p-debounce': 'always',
  'p-memoize': 'always',
  bottleneck: 'needs-size',
  dataloader: 'always',
  'async-sema': 'always',
  'async-mutex': 'always',
  'async-lock': 'always',
  throat: 'always',
  'promise-limit': 'needs-size',
  'promise-throttle': 'always',
  '@supercharge/promise-pool': 'always',
  'promise-pool': 'always',
  'p-all': 'needs-size',
  'semaphore-async-await': 'always',
  fastq: 'always',
  'better-queue': 'always',
  limiter: 'always',
  'await-semaphore': 'always',
  'es6-promise-pool': 'always',
  piscina: 'always',
  tinypool: 'always',
  workerpool: 'always',
  'jest-worker': 'always',
  'generic-pool': 'always',
  'puppeteer-cluster': 'always',
  'promise-queue': 'always',
  'p-map': 'needs-size',
  'p-props': 'needs-size',
  bullmq: 'always',
  bull: 'always',
  'bee-queue': 'always',
  'pg-boss': 'always',
  'async-throttle': 'needs-size',
  'axios-rate-limit': 'always',
  'axios-concurrency': 'always',
  'p-ratelimit': 'always',
};

const OWN_LIMITER =
  /(?:^|\.|_)(?:limit|limiter|queue|throttle|throttler|semaphore|sema|mutex|lock|pool|bottleneck|schedule|gate)$|(?:Limit|Limiter|Queue|Throttle|Throttler|Semaphore|Mutex|Lock|WorkerPool|TaskPool|Bottleneck|Scheduler|Concurrency|Limited)$/;
const MAKER = /(?:limit|queue|throttl|semaphore|mutex|lock|pool|bottleneck|concurren|schedul)/i;
const ENTRIES =
  /^(?:add|schedule|run|runExclusive|use|acquire|enqueue|exec|execute|submit|wrap|with|withLock|limit|push|throttle|process|task)$/;
const WAITS = /^(?:acquire|wait|lock|removeTokens|take|reserve|throttle|waitForSlot|enter)$/;

/** Whether the size of a limiter limits anything. */
function isLimit(size: SizeFact | undefined, options: FanOutOptions): boolean {
  if (!size || size.kind === 'none') return false;
  return size.kind !== 'number' || (size.value ?? 0) <= options.maxBound;
}

/** Whether `call` delays the functions passed to it, or its own work, until there is capacity. */
export function isLimiter(call: WorkCallFact, options: FanOutOptions): boolean {
  if (options.limiters.has(call.path) || options.limiters.has(call.path.replace(/^this\./, '')))
    return true;
  // requestCache.get(key, () => load()): one lookup for all tasks of a request
  if (call.takesFunction && /(?:request|ctx|context)\w*cache\.\w+$/i.test(call.path)) return true;
  const { made } = call;
  const specifier = made?.specifier ?? call.specifier ?? call.typeSpecifier;
  const known = specifier === undefined ? undefined : PACKAGES[specifier];
  if (known === 'always' || /[dD]ata[lL]oader(?:\.|$)/.test(call.path)) return true;
  if (known === 'needs-size') {
    // const queue = new PQueue(); (queue: PQueue) => …: `no-unlimited-concurrency` judges its size
    return made !== undefined || call.typeSpecifier !== undefined || isLimit(call.size, options);
  }
  // import async from 'async'; async.mapLimit(xs, 3, f)
  if (specifier === 'async') return /Limit$|Series$|^queue$/.test(call.name);
  if (specifier === 'bluebird')
    return isLimit(call.size, options) || /^(?:mapSeries|each)$/.test(call.name);
  return isOwnLimiter(call, options);
}

/** Whether a call is a limiter of the project, by the names of its maker, type or owner. */
function isOwnLimiter(call: WorkCallFact, options: FanOutOptions): boolean {
  if (!call.takesFunction && !WAITS.test(call.name)) return false;
  const { made } = call;
  if (made) {
    const isEntry = ENTRIES.test(call.name) || WAITS.test(call.name) || !call.path.includes('.');
    return (
      isEntry && MAKER.test(made.path) && (made.size === undefined || isLimit(made.size, options))
    );
  }
  if (call.isFollowed && !call.takesFunction) return false;
  if (call.typeName !== undefined && MAKER.test(call.typeName)) return true;
  const owner = call.path.includes('.')
    ? call.path.slice(0, call.path.lastIndexOf('.'))
    : call.path;
  if (call.path.includes('.'))
    return (
      (OWN_LIMITER.test(owner) && ENTRIES.test(call.name)) ||
      /^(?:limit|throttle|withLimit|limited|schedule)$/.test(call.name)
    );
  return OWN_LIMITER.test(call.path);
}

/** Whether a call limits the code after it: `await semaphore.acquire()` in a task. */
export function isTurnstile(call: WorkCallFact, options: FanOutOptions): boolean {
  // limiter = RateLimit(3); await limiter()
  if (
    call.isAwaited &&
    call.made?.specifier !== undefined &&
    PACKAGES[call.made.specifier] === 'always' &&
    /^(?:this\.)?[\w$#]+$/.test(call.path)
  )
    return true;
  return WAITS.test(call.name) && call.isAwaited && isLimiter(call, options);
}
