// Judges who decides the number of tasks, and whether that bounds it.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { FanOutFact, OriginFact, SizeFact } from '../../syntax/fan-out/facts.ts';
import type { FanOutOptions } from './options.ts';
import { getReach } from './reach.ts';
import { CONFIGURATION, OWN_FOLDER, REGISTRY, REQUEST } from './vocabulary.ts';

/**
 * Who decides the number of tasks. `bounded`: the code. `configured`: the configuration. `open`:
 * the input. `unseen`: unknown, without a visible bound.
 */
type Decision = 'bounded' | 'configured' | 'unseen' | 'open';

/** Who decides the number of tasks. */
export interface CountJudgement {
  readonly decision: Decision;
  /** A clause for messages: `a database query decides how many there are`. Empty if bounded. */
  readonly who: string;
  /** Rows of a database or the result of a call decide, not an external client. */
  readonly isStored: boolean;
  /** A list that the program's own code fills, or files on disk, decide. */
  readonly isRegistry: boolean;
}

const ORDER: readonly Decision[] = ['bounded', 'configured', 'unseen', 'open'];

const CONSTANT = /(?:^|\.)[A-Z][A-Z0-9_]+(?:\.|\(\)|$)/;

/** Judges who decides the number of tasks of a fan-out; of several origins, the gravest counts. */
export function judgeCount(
  fact: Pick<FanOutFact, 'guards' | 'origins'>,
  options: FanOutOptions,
  catalogue: Catalogue,
): CountJudgement {
  if (
    fact.guards.some((size) =>
      isBound(size.by === 'chunk' ? size : { ...size, by: 'length' }, options),
    )
  )
    return { decision: 'bounded', who: '', isStored: false, isRegistry: false };
  const judged = fact.origins.map((origin) => judgeOrigin(origin, options, catalogue));
  const gravest = [...judged].sort(
    (a, b) => ORDER.indexOf(b.decision) - ORDER.indexOf(a.decision),
  )[0] ?? { decision: 'unseen', who: UNSEEN };
  return {
    ...gravest,
    isStored: fact.origins.every(
      ({ kind, call }) =>
        kind === 'call' && (call === undefined || getReach(call, catalogue) === 'database'),
    ),
    isRegistry:
      fact.origins.every(({ kind }) => kind === 'registry') ||
      fact.origins.some(({ call }) => call !== undefined && getReach(call, catalogue) === 'files'),
  };
}

const UNSEEN = 'nothing here bounds how many there are';

type OriginJudgement = Pick<CountJudgement, 'decision' | 'who'>;

function judgeOrigin(
  origin: OriginFact,
  options: FanOutOptions,
  catalogue: Catalogue,
): OriginJudgement {
  const bounded: OriginJudgement = { decision: 'bounded', who: '' };
  if (origin.bounds.some((size) => isBound(size, options))) return bounded;
  switch (origin.kind) {
    case 'fixed':
      return bounded;
    case 'counted':
      return judgeSize(origin.size, options);
    case 'imported':
      if (origin.path.includes('(')) return { decision: 'unseen', who: UNSEEN };
      return CONSTANT.test(origin.path)
        ? bounded
        : { decision: 'configured', who: 'another module decides how many there are' };
    case 'call':
      return judgeCall(origin, catalogue);
    case 'registry':
      if (CONSTANT.test(origin.path)) return bounded;
      return REGISTRY.test(origin.path) ||
        CONFIGURATION.test(origin.path) ||
        CONFIGURATION.test(origin.typeName ?? '')
        ? { decision: 'configured', who: 'what is registered decides how many there are' }
        : { decision: 'unseen', who: 'what has been added to it decides how many there are' };
    case 'parameter':
    case 'path':
    case 'unknown':
      return judgePath(origin);
  }
}

function judgeSize(size: SizeFact | undefined, options: FanOutOptions): OriginJudgement {
  if (size?.kind === 'number' && (size.value ?? 0) <= options.maxBound)
    return { decision: 'bounded', who: '' };
  if (size?.kind === 'constant') return { decision: 'bounded', who: '' };
  if (size?.kind === 'configured')
    return { decision: 'configured', who: 'the configuration decides how many there are' };
  return { decision: 'unseen', who: size ? `\`${size.text}\` decides how many there are` : UNSEEN };
}

/** Judges the result of a call: rows, a response, files. */
function judgeCall(origin: OriginFact, catalogue: Catalogue): OriginJudgement {
  const reach = origin.call ? getReach(origin.call, catalogue) : 'unknown';
  if (reach === 'database')
    return { decision: 'open', who: 'a database query decides how many there are' };
  if (reach === 'http')
    return { decision: 'open', who: 'an HTTP response decides how many there are' };
  if (OWN_FOLDER.test(origin.text) && (reach === 'files' || FINDS.test(origin.text)))
    return { decision: 'configured', who: "the program's own files decide how many there are" };
  if (reach === 'files')
    return { decision: 'unseen', who: 'the file system decides how many there are' };
  const path = origin.call?.path ?? origin.path;
  // takeBatch(10)
  if (/(?:Batch|Chunk|Page)(?![a-z])/.test(getLastWord(path)))
    return { decision: 'configured', who: 'the size of the batch decides how many there are' };
  // QueryOptions.parse(req.query)
  if (/(?:^|\.)(?:safeP|p)arse(?:Async)?(?:\.|$)/.test(path))
    return { decision: 'unseen', who: UNSEEN };
  // findAddonConfigs(): rows
  const isConfigured =
    CONFIGURATION.test(path) ||
    /[a-z](?:Config|Settings|Default)(?=[A-Z])|(?:^|\.)default[A-Z]/.test(path);
  // buildRoutes(config)
  if (
    /^[\w$.]+\((?:this\.)?(?:config|configuration|settings|manifest)\s*[,)]/.test(origin.text) &&
    !/(?:^|\.)(?:fetch|find|query|select|load|list|get|read|search)[\w$]*$/.test(path)
  ) {
    return { decision: 'configured', who: 'the configuration decides how many there are' };
  }
  const isRegistered =
    REGISTRY.test(path) && !/(?:^|\.)(?:fetch|download|query|select|search)[\w$]*$/.test(path);
  if (
    (isConfigured && !/(?:^|\.)(?:fetch|find|query|select|load|list)[\w$]*$/.test(path)) ||
    isRegistered ||
    CONSTANT.test(path) ||
    REGISTRY.test(origin.path)
  ) {
    return { decision: 'configured', who: 'the configuration decides how many there are' };
  }
  if (REQUEST.test(path))
    return { decision: 'open', who: 'the request decides how many there are' };
  const name =
    /^[\w$.#]+$/.test(path) && path.length < 60
      ? `what \`${path}\` gives decides how many there are`
      : UNSEEN;
  return { decision: 'unseen', who: name };
}

/** `findFiles(dir)`, `glob(pattern)`, `walk(root)`. */
const FINDS =
  /^[\w$.]*(?:find|list|get|read|collect|walk|scan|glob)\w*(?:Files|Paths|Entries|Dirs|Folders)?\(/i;

function getLastWord(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function judgePath(origin: OriginFact): OriginJudgement {
  const { path } = origin;
  if (CONSTANT.test(path) && origin.kind === 'path') return { decision: 'bounded', who: '' };
  if (
    /^(?:req|request|body|dto|input|payload)\b/.test(path) &&
    origin.kind === 'path' &&
    !/^(?:payload|req|request)\.(?:config|collections|payload)\b/.test(path)
  )
    return { decision: 'open', who: 'the request decides how many there are' };
  if (CONFIGURATION.test(path) || CONFIGURATION.test(origin.typeName ?? ''))
    return { decision: 'configured', who: 'the configuration decides how many there are' };
  if (REGISTRY.test(path))
    return { decision: 'configured', who: 'what is registered decides how many there are' };
  if (origin.kind === 'path' && (REQUEST.test(path) || REQUEST.test(origin.typeName ?? '')))
    return { decision: 'open', who: 'the request decides how many there are' };
  return {
    decision: 'unseen',
    who: origin.kind === 'parameter' ? 'the caller decides how many there are' : UNSEEN,
  };
}

/** Whether a size bounds the number of tasks. */
export function isBound(size: SizeFact, options: FanOutOptions): boolean {
  const isStrict = options.report === 'all';
  switch (size.kind) {
    case 'number':
      return (
        (size.value ?? 0) <=
        (isStrict && (size.by === 'slice' || size.by === 'query')
          ? options.maxSmall
          : options.maxBound)
      );
    case 'constant':
      return true;
    case 'configured':
      // function load(limit = 5000): a default that callers may override
      return (size.value ?? 0) <= options.maxBound && (size.by === 'chunk' || !isStrict);
    case 'dynamic':
      // chunk(xs, batchSize); findAll({ limit: pagination.limit })
      return (
        (size.by === 'chunk' || (size.by === 'query' && !isStrict)) && !/\.length\b/.test(size.text)
      );
    case 'none':
      return false;
  }
}
