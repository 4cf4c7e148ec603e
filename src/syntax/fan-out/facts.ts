// Facts about fan-outs.
import type { Range } from '../../text/range.ts';
import type { CallbackShapeFact, FanOutSiteFact } from './sites/site-facts.ts';

/** A set of tasks that are started together. */
export interface FanOutFact {
  /** The range to report: the call that collects the tasks, or else the one that starts them. */
  readonly range: Range;
  readonly functionScope: number;
  readonly collector: CollectorFact;
  readonly start: StartFact;
  /** What decides the number of tasks; several if arrays are joined. */
  readonly origins: readonly OriginFact[];
  /** Bounds such as `if (xs.length > MAX) throw …` before the fan-out. */
  readonly guards: readonly SizeFact[];
  readonly task: TaskFact;
  /** Absent for tasks that a loop pushes. */
  readonly callback?: CallbackShapeFact;
  readonly site: FanOutSiteFact;
  /** Inside `page.evaluate(() => …)`, which runs in a browser. */
  readonly isInBrowser: boolean;
}

/**
 * `call`: a function that receives the tasks; the configuration decides whether it collects them.
 * `mapper`: a package function that starts and collects (`pMap(xs, f)`). `for-await`: a loop over
 * started promises. `none`: the tasks are not collected.
 */
export type CollectorKind =
  'all' | 'allSettled' | 'any' | 'race' | 'for-await' | 'call' | 'mapper' | 'none';

export interface CollectorFact {
  readonly kind: CollectorKind;
  /** A `call` that collects, judging by its name: `promiseAll`. */
  readonly isNamed?: boolean;
  /** `Promise.all`, `pMap`; empty for `for-await` and `none`. */
  readonly text: string;
  /** The module that the collecting function is imported from. */
  readonly specifier?: string;
  /** The callee, or of `for-await` the text before the list. */
  readonly range: Range;
  readonly hasTypeArguments: boolean;
}

/**
 * `times`: `Array.from({ length }, f)`. `from`: `Array.from(xs, f)`. `push`: a loop pushes what it
 * starts.
 */
type StartForm = 'map' | 'for-each' | 'times' | 'from' | 'lodash-map' | 'push' | 'mapper';

/** How the tasks are started. */
export interface StartFact {
  readonly form: StartForm;
  /** The call that starts the tasks: `xs.map(f)`; for `push` the call of `push`. */
  readonly range: Range;
  /** The array `xs`; of `times` the number; of `push` the list or limit of the loop. */
  readonly source?: Range;
  readonly sourceText: string;
  /** The array may be nullish, as in `xs?.map(f) ?? []`; `sourceText` then ends in ` ?? []`. */
  readonly isOptional: boolean;
  /** `a.b.c` if the source is a name or path. */
  readonly sourcePath: string;
  /** The declared type of its elements, where the file shows it: `User` of `users: User[]`. */
  readonly elementType?: string;
  /** Other code may change the array while a task waits. */
  readonly isSourceShared: boolean;
  /**
   * How the tasks reach the collector. `direct`: in place. `variable`: through a variable.
   * `spread`: with others. `call`: through an array method. `built`: by a function of the file, or
   * `reduce`.
   */
  readonly via: 'direct' | 'variable' | 'spread' | 'call' | 'built';
  /**
   * What the callback returns may be no promise: `xs.flatMap(f)` makes arrays flat, and
   * `xs.map(f).filter(Boolean)` leaves some out.
   */
  readonly isSifted: boolean;
  /** What `map` passes as `this`; `isConstant` if it is the same whenever it is read. */
  readonly thisArgument?: { readonly text: string; readonly isConstant: boolean };
  readonly hasTypeArguments: boolean;
  /** Of `mapper`: its limit. */
  readonly limit?: SizeFact;
  /** `new Array(n).map(…)`: holes are skipped. */
  readonly isSparse: boolean;
}

/**
 * How much is known about a number. `constant`: a name in capitals. `configured`: from
 * configuration. `dynamic`: computed at run time. `none`: no limit (`Infinity`, absent).
 */
type SizeKind = 'number' | 'constant' | 'configured' | 'dynamic' | 'none';

export interface SizeFact {
  readonly kind: SizeKind;
  readonly text: string;
  readonly value?: number;
  /** What applies the bound, in {@link OriginFact.bounds}. */
  readonly by?: 'slice' | 'chunk' | 'query' | 'length';
}

/**
 * `fixed`: a literal. `counted`: a number. `parameter`: the caller's array. `imported`: another
 * module's value. `call`: the result of a call. `path`: a property. `registry`: a value of this
 * module or class that code adds to.
 */
export type OriginKind =
  'fixed' | 'counted' | 'parameter' | 'imported' | 'call' | 'path' | 'registry' | 'unknown';

/** Where an array comes from, which decides its length. */
export interface OriginFact {
  readonly kind: OriginKind;
  readonly text: string;
  /** The path of the array: `req.body.ids`. */
  readonly path: string;
  readonly size?: SizeFact;
  readonly call?: WorkCallFact;
  /** The name of the declared type of a parameter or field. */
  readonly typeName?: string;
  readonly bounds: readonly SizeFact[];
}

/** What a task does. */
export interface TaskFact {
  /** The name for messages: `this.checkUserAPIs`. Empty if it has no short name. */
  readonly label: string;
  /** The calls of the task, and of the functions in this file that it calls. */
  readonly calls: readonly WorkCallFact[];
  /** The function is declared `async`, or certainly returns a promise. */
  readonly isAsync: boolean;
  /** The function is not in this file: `xs.map(imported)`. */
  readonly isOpaque: boolean;
  /** The function may throw before it returns a promise. */
  readonly mayThrowEarly: boolean;
  /** The body of a concise function, evaluated on its own, may throw before there is a promise. */
  readonly bodyMayThrowEarly: boolean;
  /**
   * It ignores its element and loops over shared work: `Array.from({ length: n }, () => worker())`.
   */
  readonly isWorker: boolean;
  /** It calls the function that contains the fan-out. */
  readonly isRecursive: boolean;
  /** It changes the array that the tasks are started from. */
  readonly changesSource: boolean;
  /** It refers to the promises of other tasks, or stores a `resolve` for other code. */
  readonly waitsForOthers: boolean;
}

/** One call. */
export interface WorkCallFact {
  /** `this.prisma.user.findMany`, `knex().where`. */
  readonly path: string;
  /** The last name of the path. */
  readonly name: string;
  readonly range: Range;
  readonly isNew: boolean;
  /** The module that the root of the path is imported from. */
  readonly specifier?: string;
  /** The call that initialised the root, or the field of `this`. */
  readonly made?: MakerFact;
  /** The declared type of the root, or the field of `this`. */
  readonly typeName?: string;
  /** The module that `typeName` is imported from. */
  readonly typeSpecifier?: string;
  /** `this.get` is not declared in its class: `typeName` is the base class. */
  readonly isInherited?: boolean;
  /** Its result is awaited. */
  readonly isAwaited: boolean;
  /** A statement of its own that is not awaited: it starts work all the same. */
  readonly isFloating: boolean;
  /**
   * Inside the executor of an awaited promise:
   * `new Promise((resolve) => fs.readFile(path, resolve))`.
   */
  readonly isPromised?: boolean;
  /** An argument of a call that can't be followed, which is awaited: `await other(f())`. */
  readonly isArgument: boolean;
  /** Its function is in this file, and that function's calls are listed too. */
  readonly isFollowed: boolean;
  /** Indexes of the calls in the list whose callback contains it: `limit(() => f())`. */
  readonly behind: readonly number[];
  /** It has a function argument. */
  readonly takesFunction: boolean;
  /** It runs in a transaction: `save({ transaction })`, `load(id, tx)`. */
  readonly usesTransaction: boolean;
  /** The beginning of its first argument, if that is a string. */
  readonly literal: string;
  /** `take: 20`, `.limit(20)`, `{ concurrency: 3 }`, or its first number. */
  readonly size?: SizeFact;
}

/** The call that made a value: `pLimit(3)`, `new PQueue({ concurrency: 2 })`. */
export interface MakerFact {
  readonly path: string;
  readonly specifier?: string;
  readonly isNew: boolean;
  readonly size?: SizeFact;
}
