// What follows when a function becomes async: which callers await it, which of them become async in
// turn, to a fixed point, and where it
// stops. Worked out as a whole before anything is written. Knows facts of files; who refers to whom
// is asked of a `ReferenceFinder`.
import type { CallSiteFact, MentionFact, ModuleFacts } from '../../syntax/facts.ts';
import type { TextEdit } from '../../text/edits.ts';
import type { Range } from '../../text/range.ts';
import { getPosition, getText } from '../../text/source-text.ts';
import type { Refusal } from '../define-check.ts';
import { getKindObstacle, type AsyncObstacle, type RefuseAsync } from './obstacles.ts';
import type { FunctionScope } from '../../syntax/functions/facts.ts';
import type { PropagationFiles, ResultKind, Reference } from './references.ts';
import { getStatedResult, getHeadEdits, toAwait } from './async-edits.ts';

/** A step of the plan, for people: a tree of what becomes async and who awaits. */
export interface PropagationStep {
  readonly text: string;
  readonly steps: readonly PropagationStep[];
}

/**
 * The plan: frames that become async and the edits of all files, or where it stops. `step` tells
 * both.
 */
export interface Propagation {
  readonly asyncScopes: ReadonlyMap<string, ReadonlySet<number>>;
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** How many calls are awaited that were not. */
  readonly awaits: number;
  readonly refusal: Refusal | undefined;
  readonly step: PropagationStep;
}

interface State {
  readonly files: PropagationFiles;
  readonly refuse: RefuseAsync;
  readonly asyncScopes: Map<string, Set<number>>;
  readonly edits: Map<string, TextEdit[]>;
  awaits: number;
  refusal: Refusal | undefined;
  readonly goesOn: boolean;
}

/**
 * Plans what follows when some frames of a file become async.
 * @param refuse words what stops it
 * @param goesOn whether the rest is followed as well once it has stopped somewhere
 */
export function planPropagation(
  path: string,
  functionScopes: readonly number[],
  refuse: RefuseAsync,
  files: PropagationFiles,
  goesOn = false,
): Propagation {
  const state: State = {
    files,
    refuse,
    asyncScopes: new Map(),
    edits: new Map(),
    awaits: 0,
    refusal: undefined,
    goesOn,
  };
  const steps = functionScopes.map((functionScope) => promote(path, functionScope, state));
  return { ...state, step: { text: files.toLabel(path), steps } };
}

const THENABLE = 'a result that has a `then` of its own';

/** Makes one function async, and follows its callers. */
function promote(path: string, id: number, state: State): PropagationStep {
  const facts = state.files.getFacts(path);
  const functionScope = facts?.functionScopes[id];
  if (!facts || !functionScope)
    return stop(state, 'unknown-call-sites', [0, 0], {
      where: path,
      why: 'the file does not parse',
    });
  const text = `${functionScope.label} becomes async (${toPlace(path, functionScope.range[0], state)})`;
  if (state.refusal && !state.goesOn) return { text, steps: [] };
  const known = state.asyncScopes.get(path) ?? new Set();
  if (known.has(id)) return { text: `${text}, see above`, steps: [] };
  state.asyncScopes.set(path, known.add(id));
  const { signature } = functionScope;
  const obstacle = getObstacle(functionScope);
  if (obstacle || !signature?.name)
    return stop(
      state,
      obstacle ?? 'called-later',
      functionScope.range,
      {
        where: functionScope.label,
        place: toPlace(path, functionScope.range[0], state),
        why: signature?.fixedBy ?? 'its place',
      },
      text,
    );
  if (signature.isExported && state.files.isPublished(path))
    return stop(state, 'published', signature.name, { where: functionScope.label }, text);
  const { name } = signature;
  let kind = getStatedResult(facts, signature);
  // Asked for only where it matters: types are dear.
  const getResult = (): ResultKind => (kind ??= state.files.references.getResultKind(path, name));
  const head = getHeadEdits(facts, functionScope, getResult);
  if (!head)
    return stop(
      state,
      'fixed-as-synchronous',
      functionScope.range,
      {
        where: functionScope.label,
        why: getResult() === 'thenable' ? THENABLE : 'its return type',
      },
      text,
    );
  addEdits(state, path, head);
  const references = state.files.references.find(path, signature.name);
  if (typeof references === 'string')
    return stop(
      state,
      'unknown-call-sites',
      signature.name,
      { where: functionScope.label, why: references },
      text,
    );
  const steps = references.flatMap((reference) =>
    state.refusal && !state.goesOn
      ? []
      : (followReference(reference, { path, functionScope, name, getResult }, state) ?? []),
  );
  const isCalled = references.some((reference) => getMention(reference, state)?.role === 'call');
  if (!isCalled && !state.refusal)
    return stop(state, 'no-call-site', signature.name, { where: functionScope.label }, text);
  return { text, steps };
}

interface Promoted {
  readonly path: string;
  readonly functionScope: FunctionScope;
  readonly name: Range;
  getResult(): ResultKind;
}

function followReference(
  reference: Reference,
  promoted: Promoted,
  state: State,
): PropagationStep | undefined {
  const place = toPlace(reference.path, reference.range[0], state);
  const data = { where: promoted.functionScope.label, place };
  const mention = getMention(reference, state);
  if (!mention)
    return stop(state, 'unknown-call-sites', promoted.functionScope.range, {
      ...data,
      why: `${place} can't be read`,
    });
  switch (mention.role) {
    case 'link':
      return state.files.isPublished(reference.path)
        ? stop(state, 'published', promoted.functionScope.range, data)
        : undefined;
    case 'declaration': {
      const isItself = reference.path === promoted.path && reference.range[0] === promoted.name[0];
      return isItself || staysAsDeclared(promoted, state)
        ? undefined
        : stop(state, 'declared-elsewhere', promoted.functionScope.range, data);
    }
    case 'type':
      return promoted.getResult() === 'promise'
        ? undefined
        : stop(state, 'used-as-type', promoted.functionScope.range, data);
    case 'value':
      return stop(state, 'used-as-value', promoted.functionScope.range, data);
    case 'call':
      return mention.call && followCall(reference, mention.call, promoted, state);
  }
}

/**
 * What gives a promise already does so as it is declared, unless it may throw where it would reject
 * then.
 */
function staysAsDeclared({ path, functionScope, getResult }: Promoted, { files }: State): boolean {
  const text = files.getFacts(path)?.source.text.slice(...functionScope.range) ?? '';
  return !/\bthrow\b/.test(text) && getResult() === 'promise';
}

/** A call awaits what was a plain value; its function has to be able to. */
function followCall(
  reference: Reference,
  call: CallSiteFact,
  promoted: Promoted,
  state: State,
): PropagationStep | undefined {
  const facts = state.files.getFacts(reference.path);
  const caller = facts?.functionScopes[call.functionScope];
  if (!facts || !caller) return undefined;
  const place = toPlace(reference.path, reference.range[0], state);
  const text = `${caller.label} awaits it (${place})`;
  const data = { where: promoted.functionScope.label, place, why: call.obstacle ?? '' };
  if (call.isAwaited) return { text: `${text} already`, steps: [] };
  const result = promoted.getResult();
  if (result === 'promise')
    return { text: `${caller.label} gets the same promise (${place})`, steps: [] };
  if (result === 'thenable')
    return stop(state, 'fixed-as-synchronous', promoted.functionScope.range, {
      ...data,
      why: THENABLE,
    });
  if (result === 'unknown') {
    return stop(state, 'unknown-call-sites', promoted.functionScope.range, {
      ...data,
      why: `without type information nobody knows whether ${place} gets a promise`,
    });
  }
  if (!state.files.isRewritable(reference.path))
    return stop(state, 'outside-the-run', promoted.functionScope.range, data);
  if (call.obstacle)
    return stop(state, 'await-changes-meaning', promoted.functionScope.range, data);
  if (caller.id === 0 || caller.runsAtStartup)
    return stop(state, 'called-at-startup', promoted.functionScope.range, {
      why: `${promoted.functionScope.label} is called at ${place} while the module is evaluated`,
    });
  if (isBetweenCheckAndSet(call, facts))
    return stop(state, 'between-check-and-set', promoted.functionScope.range, data);
  if (hasLateListener(call, facts))
    return stop(state, 'late-listener', promoted.functionScope.range, { where: caller.label });
  if (caller.isInPlace && !caller.isAsync)
    return stop(state, 'synchronous-callback', promoted.functionScope.range, data);
  addEdits(state, reference.path, toAwait(call));
  state.awaits += 1;
  return { text, steps: caller.isAsync ? [] : [promote(reference.path, caller.id, state)] };
}

function getObstacle(functionScope: FunctionScope): AsyncObstacle | undefined {
  const obstacle = getKindObstacle(functionScope);
  if (obstacle) return obstacle;
  if (functionScope.callback)
    return functionScope.callback.runs === 'later' ? 'called-later' : 'synchronous-callback';
  return functionScope.signature?.fixedBy ? 'fixed-as-synchronous' : undefined;
}

/**
 * `if (!this.client) this.client = make()`: a second call would pass the check while the first one
 * waits.
 */
function isBetweenCheckAndSet(call: CallSiteFact, facts: ModuleFacts): boolean {
  return facts.guards.some(
    (guard) =>
      guard.functionScope === call.functionScope &&
      guard.range[0] < call.range[0] &&
      call.range[0] < guard.write[1],
  );
}

function hasLateListener(call: CallSiteFact, facts: ModuleFacts): boolean {
  return facts.listeners.some(
    (listener) =>
      listener.functionScope === call.functionScope &&
      listener.range[0] > call.range[0] &&
      (listener.targetBornAt === undefined || listener.targetBornAt < call.range[0]),
  );
}

function getMention({ path, range }: Reference, { files }: State): MentionFact | undefined {
  const facts = files.getFacts(path);
  return facts?.mentions
    .get(getText(facts.source, range).replace(/^#/, ''))
    ?.find((mention) => mention.range[0] === range[0]);
}

function addEdits(state: State, path: string, edits: readonly TextEdit[]): void {
  state.edits.set(path, [...(state.edits.get(path) ?? []), ...edits]);
}

function stop(
  state: State,
  obstacle: AsyncObstacle,
  range: Range,
  data: Readonly<Record<string, string>>,
  text?: string,
): PropagationStep {
  const refusal = state.refuse(obstacle, range, data);
  state.refusal ??= refusal;
  const end = { text: `stops here, ${refusal.code}: ${refusal.reason}`, steps: [] };
  return text === undefined ? end : { text, steps: [end] };
}

function toPlace(path: string, offset: number, { files }: State): string {
  const text = files.getFacts(path)?.source.text ?? '';
  return `${files.toLabel(path)}:${String(getPosition(text, offset).line)}`;
}
