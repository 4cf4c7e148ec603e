// Facts that a rewrite of a fan-out needs: its surroundings, its loop and its callback.
import type { Range } from '../../../text/range.ts';

/**
 * `discard`: a statement of its own. `declare`: `const r = await …`. `assign`: `r = await …`.
 * `return`: `return …`. `concise`: the body of an arrow. `head`: what its statement evaluates
 * first. `other`: anywhere else. Each may be awaited or not, see `isAwaited`.
 */
export type SiteKind = 'discard' | 'declare' | 'assign' | 'return' | 'concise' | 'head' | 'other';

/** The surroundings of the collecting expression. */
export interface FanOutSiteFact {
  readonly kind: SiteKind;
  readonly isAwaited: boolean;
  /** From `await`, or the collector itself, to its end, or that of its `.then`. */
  readonly expression: Range;
  /** `expression` with the parentheses around it. */
  readonly outer: Range;
  /** The statement that contains it. */
  readonly statement: Range;
  /** Another statement can be inserted before it without braces. */
  readonly isInList: boolean;
  /** The function scope may `await`. */
  readonly canAwait: boolean;
  /** It may not, and gives a promise whenever it returns: as an async function, it does the same. */
  readonly givesPromise: boolean;
  /** The handler behind the collector; `expression` includes it. */
  readonly then?: ThenFact;
  /** Inside a `try` statement of its function scope. */
  readonly isInTry: boolean;
  /** Its function does nothing after it. */
  readonly isLast: boolean;
  /** The variable of `declare`: its name or pattern, type and keyword. */
  readonly declared?: DeclaredFact;
  /** What `assign` writes to. */
  readonly target?: Range;
  /** The annotated type of the result: `const r: T[]`, or the function's return type. */
  readonly resultType?: string;
  /** The result is an argument or part of a literal, so its type depends on the context. */
  readonly isTypedFromOutside: boolean;
  /** The results are the pairs of `new Map(…)` or `Object.fromEntries(…)`. */
  readonly arePairs: boolean;
  /** Comments inside the statement. */
  readonly comments: readonly Range[];
  /** Text in the statement that spans several lines and must not be indented. */
  readonly frozen: readonly Range[];
  /** Where a statement can be inserted before the tasks start. */
  readonly insertionPoint: FanOutInsertionPointFact;
  /**
   * Declaration of the variable that holds the promises, if it is directly before the collector and
   * used for nothing else.
   */
  readonly carrier?: Range;
  /** The loop around a `push`. */
  readonly loop?: LoopFact;
}

/** `(rs) => rs.flat()`, the only handler of a `.then`. */
export interface ThenFact {
  /** The expression that it gives, without parentheses. */
  readonly body: Range;
  /** Where it reads its parameter. */
  readonly uses: readonly { readonly range: Range; readonly isShorthand: boolean }[];
  /** One of them is in a function of its own. */
  readonly isUsedInFunction: boolean;
  /** `value`: certainly no promise. `await`: an `await` expression. */
  readonly gives: 'value' | 'await' | 'other';
  /** It needs parentheses where it is an operand. */
  readonly isOperator: boolean;
}

/**
 * A statement, or the concise body of an arrow. `nowhere`: in a default parameter, or a part of a
 * class or an enumeration.
 */
export interface FanOutInsertionPointFact {
  readonly kind: 'list' | 'single' | 'case' | 'concise' | 'nowhere';
  /** The statement; of a concise body, from the end of `=>`, including parentheses. */
  readonly range: Range;
}

export interface DeclaredFact {
  readonly keyword: string;
  readonly text: string;
  readonly isName: boolean;
  /** Used in a nested function, where TypeScript can't infer the type of a growing array. */
  readonly isCaptured: boolean;
}

/** A loop that pushes started promises. */
export interface LoopFact {
  /** The declaration of the array. */
  readonly declaration: Range;
  /** The name of the array. */
  readonly name: string;
  /** The declaration and the statement of the collector are in one list. */
  readonly isInSameList: boolean;
  /** The expression that is pushed. */
  readonly pushed: Range;
  /** It needs parentheses behind `await`. */
  readonly isLoose: boolean;
  /** The expression that starts the task: `f(x)` of `const p = f(x); ps.push(p)`. */
  readonly started: Range;
  /** The type annotation of the array. */
  readonly typeAnnotation?: Range;
  /** The loop is in the function scope of the collector, so it can `await`. */
  readonly isInFunctionScope: boolean;
  /** Other code runs between the loop and the collector, or only one of them is in a `try`. */
  readonly isApart: boolean;
  /** Lists of the loop and of those around it that other code may change while a task runs. */
  readonly sharedLists: readonly Range[];
  /** The loop runs while something holds that other code may change, so no copy keeps its rounds. */
  readonly isLive: boolean;
  /** The array is used for more than being filled and collected. */
  readonly isUsedElsewhere: boolean;
  /** How many expressions are pushed into the array. */
  readonly pushes: number;
  /** The pushed expression reads a variable that the loop changes later. */
  readonly readsChanging: boolean;
  /** A function in it does, which may run after the loop or before. */
  readonly keepsChanging: boolean;
}

/** The function that is called for every element. */
export interface CallbackShapeFact {
  readonly kind: 'arrow' | 'function' | 'reference' | 'other';
  readonly range: Range;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  readonly isConcise: boolean;
  /**
   * Of a concise arrow: from the end of `=>`, with parentheses. Otherwise the block with braces.
   */
  readonly body: Range;
  /** From the start of the function to the start of its body. */
  readonly head: Range;
  readonly parameters: readonly ParameterFact[];
  /** Names declared by the parameters and the top level of the body. */
  readonly declares: readonly string[];
  /** Uses its own `this` or `super`. */
  readonly usesOwnThis: boolean;
  readonly usesArguments: boolean;
  /** Its elements are promises, of tasks that have been started before: `async (job) => await job`. */
  readonly awaitsElement: boolean;
  /**
   * Its body can't become that of a loop: it contains a `var`, or a function declaration at its
   * top level, uses its own name or `yield` as a name, or has type parameters.
   */
  readonly staysFunction: boolean;
  /** The `return` statements except `last`. */
  readonly exits: readonly ExitFact[];
  /** The body can end without a `return`. */
  readonly fallsThrough: boolean;
  /** The last statement if it is a `return`, or the expression of a concise body. */
  readonly last?: ReturnFact;
  /** The text of the return type annotation. */
  readonly returnType?: string;
  /**
   * Of a `reference`: how many parameters its function declares; undefined if that is not in this
   * file.
   */
  readonly arity?: number;
  /** A `reference` to a member (`this.check`), which loses its `this`. */
  readonly isMember: boolean;
}

export interface ParameterFact {
  /** The name or pattern, without type and default. */
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
  /** Inside a nested loop, where `continue` would continue that one. */
  readonly isInLoop: boolean;
  /** Inside a `try`, which catches errors of promises awaited in it. */
  readonly isInTry: boolean;
  /** `if (x) return y;` */
  readonly isBraceless: boolean;
  /** No code of the body runs after it. */
  readonly isTail: boolean;
}

/** A returned value. */
export interface ReturnFact {
  /** The statement; of a concise body, the expression. */
  readonly range: Range;
  /** Absent for a bare `return;`. */
  readonly expression?: Range;
  /**
   * `await`: an `await` expression. `value`: certainly not a promise. `inert`: a value whose
   * evaluation has no effect. `sequence`: `a, b`.
   */
  readonly gives: 'await' | 'value' | 'inert' | 'sequence' | 'other';
  /** It needs parentheses behind `await`: `a ? b : c`. */
  readonly isLoose: boolean;
  readonly isObject: boolean;
  readonly isArray: boolean;
  /** `[key, value]`, of which `as const` changes no more than that it is a pair. */
  readonly isPair: boolean;
}
