// What the project knows of a fan-out: plain data with ranges, no judgement, no syntax nodes.
import type { Range } from '../../text/range.ts';
import type { CallbackShapeFact, FanOutSiteFact } from './site-facts.ts';

/** A set of tasks that are started together. */
export interface FanOutFact {
  /** What is reported: the call that collects the tasks, or the one that starts them when nobody collects them. */
  readonly range: Range;
  readonly functionScope: number;
  readonly collector: CollectorFact;
  readonly start: StartFact;
  /** What decides how many tasks there are; several when arrays are joined. */
  readonly origins: readonly OriginFact[];
  /** `if (xs.length > MAX) throw …` above the fan-out. */
  readonly guards: readonly SizeFact[];
  readonly task: TaskFact;
  /** Absent for tasks that a loop pushes. */
  readonly callback?: CallbackShapeFact;
  readonly site: FanOutSiteFact;
  /** Inside `page.evaluate(() => …)`: another program's event loop. */
  readonly isInBrowser: boolean;
}

/**
 * `call`: some function that is handed the tasks; the configuration says whether it collects them. `mapper`: one call of a package that
 * starts and collects (`pMap(xs, f)`). `for-await`: a loop over started promises. `none`: nobody collects them.
 */
export type CollectorKind =
  'all' | 'allSettled' | 'any' | 'race' | 'for-await' | 'call' | 'mapper' | 'none';

export interface CollectorFact {
  readonly kind: CollectorKind;
  /** A `call` whose name says that it collects: `promiseAll`. */
  readonly isNamed?: boolean;
  /** `Promise.all`, `pMap`; empty for `for-await` and `none`. */
  readonly text: string;
  /** Where the collecting function comes from, when it is imported. */
  readonly specifier?: string;
  /** Ends the text in front of the argument that holds the tasks. */
  readonly range: Range;
  readonly hasTypeArguments: boolean;
}

/** `times`: `Array.from({ length }, f)`. `from`: `Array.from(xs, f)`. `push`: a loop pushes what it starts. */
type StartForm = 'map' | 'for-each' | 'times' | 'from' | 'lodash-map' | 'push' | 'mapper';

/** How the tasks are started. */
export interface StartFact {
  readonly form: StartForm;
  /** The call that starts the tasks: `xs.map(f)`; for `push` the call of `push`. */
  readonly range: Range;
  /** The array: `xs`; for `times` the number, for `push` what the loop runs over, when it is `for … of`. */
  readonly source?: Range;
  readonly sourceText: string;
  /** It may be missing: `sourceText` ends in ` ?? []`, which the program says elsewhere. */
  readonly isOptional: boolean;
  /** `a.b.c` when the source is a plain name or path. */
  readonly sourcePath: string;
  /** Whether something that outlives the function can change the array while a task waits. */
  readonly isSourceShared: boolean;
  /** How the tasks get to the collector: in place, by a variable, among others in an array literal; `built` by a function of the file, or by `reduce`. */
  readonly via: 'direct' | 'variable' | 'spread' | 'call' | 'built';
  /** `thisArg` of `map`. */
  readonly hasThisArgument: boolean;
  readonly hasTypeArguments: boolean;
  /** `mapper`: the number that it is given. */
  readonly limit?: SizeFact;
  /** `new Array(n).map(…)`: holes are skipped. */
  readonly isSparse: boolean;
}

/** How large a number in the program is. `constant`: a name in capitals. `none`: no limit at all (`Infinity`, absent). */
type SizeKind = 'number' | 'constant' | 'configured' | 'dynamic' | 'none';

export interface SizeFact {
  readonly kind: SizeKind;
  readonly text: string;
  readonly value?: number;
  /** Where the bound stands, for {@link OriginFact.bounds}. */
  readonly by?: 'slice' | 'chunk' | 'query' | 'length';
}

/**
 * `fixed`: written down in the code. `counted`: a number says it. `parameter`: the caller's array. `imported`: another module's value.
 * `call`: what a call gave. `path`: a property of something. `registry`: a value of this module or class that code adds to.
 */
export type OriginKind =
  'fixed' | 'counted' | 'parameter' | 'imported' | 'call' | 'path' | 'registry' | 'unknown';

/** Where an array comes from. */
export interface OriginFact {
  readonly kind: OriginKind;
  readonly text: string;
  /** The dotted path it ends in: `req.body.ids`. */
  readonly path: string;
  readonly size?: SizeFact;
  readonly call?: WorkCallFact;
  /** The declared type's name, of a parameter or field. */
  readonly typeName?: string;
  readonly bounds: readonly SizeFact[];
}

/** What a task does. */
export interface TaskFact {
  /** What is started, for people: `this.checkUserAPIs`. Empty when it has no short name. */
  readonly label: string;
  /** Calls of the task, with those of functions of this file that it calls. */
  readonly calls: readonly WorkCallFact[];
  /** Whether the function is declared `async` (or gives a promise for certain). */
  readonly isAsync: boolean;
  /** The function could not be read: `xs.map(imported)`. */
  readonly isOpaque: boolean;
  /** Whether an error can leave the function before there is a promise. */
  readonly mayThrowEarly: boolean;
  /** The same for the expression that a concise function gives, were it evaluated by itself. */
  readonly bodyMayThrowEarly: boolean;
  /** It ignores its element and loops over shared work: `Array.from({ length: n }, () => worker())`. */
  readonly isWorker: boolean;
  /** It calls the function that the fan-out stands in. */
  readonly isRecursive: boolean;
  /** It adds to or takes from the array that it is mapped over. */
  readonly changesSource: boolean;
  /** It refers to the promises of the other tasks, or hands out a `resolve`. */
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
  /** The module that the root of the path was imported from. */
  readonly specifier?: string;
  /** What the root, or the field behind `this`, was initialised with. */
  readonly made?: MakerFact;
  /** The declared type of the root, or of the field behind `this`, and the module it is imported from. */
  readonly typeName?: string;
  readonly typeSpecifier?: string;
  /** `this.get` of a class that says nothing of it: `typeName` is the class that it extends. */
  readonly isInherited?: boolean;
  /** Somebody waits for what it gives. */
  readonly isAwaited: boolean;
  /** A statement of its own, for which nobody waits: it starts work all the same. */
  readonly isFloating: boolean;
  /** It is the work of a promise that somebody waits for: `new Promise((resolve) => fs.readFile(path, resolve))`. */
  readonly isPromised?: boolean;
  /** It is handed to a call of another file, and that is what is waited for: `await other(f())`. */
  readonly isArgument: boolean;
  /** Functions of this file stand behind it, and their calls are listed too. */
  readonly isFollowed: boolean;
  /** Indexes of the calls of the list whose function argument it stands in: `limit(() => f())`. */
  readonly behind: readonly number[];
  /** Whether it is given a function. */
  readonly takesFunction: boolean;
  /** It is handed a transaction: `save({ transaction })`, `load(id, tx)`. */
  readonly usesTransaction: boolean;
  /** How its first text argument begins. */
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
