// What a rewrite must know of the place where a fan-out stands: plain data with ranges.
import type { Range } from '../../text/range.ts';

/**
 * `discard`: a statement of its own. `declare`: `const r = await …`. `assign`: `r = await …`. `return`: `return …`. `concise`: the body of an arrow.
 * `head`: the first thing that its statement evaluates. `other`: anywhere else. Each of them awaited or not, see `isAwaited`.
 */
export type SiteKind = 'discard' | 'declare' | 'assign' | 'return' | 'concise' | 'head' | 'other';

/** Where the collecting expression stands. */
export interface FanOutSiteFact {
  readonly kind: SiteKind;
  readonly isAwaited: boolean;
  /** From `await` (or the collector itself) to its end. */
  readonly expression: Range;
  /** The same with the parentheses around it. */
  readonly outer: Range;
  /** The statement that holds it. */
  readonly statement: Range;
  /** Whether another statement fits in front of it without braces. */
  readonly isInList: boolean;
  /** The frame may `await`. */
  readonly canAwait: boolean;
  /** Inside the block of a `try` of its frame. */
  readonly isInTry: boolean;
  /** Its function does nothing behind it. */
  readonly isLast: boolean;
  /** The variable of `declare`: its name or pattern, type and keyword. */
  readonly declared?: DeclaredFact;
  /** What `assign` writes to. */
  readonly target?: Range;
  /** The type that the result must have, where the code says it: `const r: T[]`, `Promise<T[]>` behind `return`. */
  readonly resultType?: string;
  /** The result is an argument or an object's part: what it holds takes its type from there. */
  readonly isTypedFromOutside: boolean;
  /** Comments inside the statement. */
  readonly comments: readonly Range[];
  /** Text over several lines inside the statement that indentation must not touch. */
  readonly frozen: readonly Range[];
  /** Where a statement can stand in front of what starts the tasks. */
  readonly insertionPoint: FanOutInsertionPointFact;
  /** Declaration of the variable between the tasks and the collector, when it is used for nothing else and stands directly in front. */
  readonly carrier?: Range;
  /** The loop around a `push`. */
  readonly loop?: LoopFact;
}

/** A statement, or the concise body of an arrow. */
export interface FanOutInsertionPointFact {
  readonly kind: 'list' | 'single' | 'case' | 'concise';
  /** The statement; of a concise body, from behind `=>`, parentheses included. */
  readonly range: Range;
}

export interface DeclaredFact {
  readonly keyword: string;
  readonly text: string;
  readonly isName: boolean;
  /** Used in a function inside this one, where TypeScript can't follow how an array grew. */
  readonly isCaptured: boolean;
}

/** A loop that pushes started promises. */
export interface LoopFact {
  /** Where the array is declared. */
  readonly declaration: Range;
  /** The expression that is pushed. */
  readonly pushed: Range;
  /** The type written at the array's declaration. */
  readonly typeAnnotation?: Range;
  /** The loop can `await`: it is in the frame of the collector and no callback. */
  readonly isInFunctionScope: boolean;
  /** The array is used for something else than being filled and collected. */
  readonly isUsedElsewhere: boolean;
  /** At how many places it is filled. */
  readonly pushes: number;
  /** The pushed expression reads a variable that the loop goes on to change. */
  readonly readsChanging: boolean;
}

/** The function that is called for every element. */
export interface CallbackShapeFact {
  readonly kind: 'arrow' | 'function' | 'reference' | 'other';
  readonly range: Range;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isConcise: boolean;
  /** Of a concise arrow: from behind `=>`, with parentheses. Otherwise the block with its braces. */
  readonly body: Range;
  /** From the first parameter's parenthesis or name to the end of what stands in front of `=>` or the body. */
  readonly head: Range;
  readonly parameters: readonly ParameterFact[];
  /** Names that the parameters and the body's own top level declare. */
  readonly declares: readonly string[];
  /** Uses its own `this` or `arguments`. */
  readonly usesOwnThis: boolean;
  /** `var` or a function declaration at the body's top level. */
  readonly hoists: boolean;
  /** The `return` statements but for `last`. */
  readonly exits: readonly ExitFact[];
  /** Whether the body can be left at its end, without a `return`. */
  readonly fallsThrough: boolean;
  /** The last statement when it is a `return`, or the expression of a concise body. */
  readonly last?: ReturnFact;
  /** The written type of what it returns. */
  readonly returnType?: string;
  /** A `reference`: how many parameters the function behind it declares; undefined when it is not in this file. */
  readonly arity?: number;
  /** A `reference` that is a member (`this.check`) and loses its `this`. */
  readonly isMember: boolean;
}

export interface ParameterFact {
  /** Name or pattern, without type and default. */
  readonly text: string;
  readonly range: Range;
  readonly typeText?: string;
  readonly isName: boolean;
  readonly hasDefault: boolean;
  readonly isRest: boolean;
  readonly isWritten: boolean;
  readonly isUsed: boolean;
}

/** A `return` in the middle of a callback. */
export interface ExitFact extends ReturnFact {
  /** Inside a loop of its own, where `continue` would mean that one. */
  readonly isInLoop: boolean;
  /** Inside a `try`, which sees the error of what is awaited there. */
  readonly isInTry: boolean;
  /** `if (x) return y;` */
  readonly isBraceless: boolean;
  /** Nothing of the body runs after it. */
  readonly isTail: boolean;
}

/** What a `return` gives. */
export interface ReturnFact {
  /** The statement; of a concise body, the expression. */
  readonly range: Range;
  /** Absent for a bare `return;`. */
  readonly expression?: Range;
  /** `await`: starts with it. `value`: certainly no promise. `inert`: a value whose evaluation does nothing. `sequence`: `a, b`. */
  readonly gives: 'await' | 'value' | 'inert' | 'sequence' | 'other';
  /** `await a ? b : c` would mean something else. */
  readonly isLoose: boolean;
  readonly isObject: boolean;
  readonly isArray: boolean;
}
