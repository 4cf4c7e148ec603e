// Facts about calls of package exports.
import type { Range } from '../../text/range.ts';
import type { WorkCallFact, OriginFact } from '../fan-out/facts.ts';

/** A call or construction of a package export, or a call of a method of the created value. */
export interface PackageCallFact {
  readonly range: Range;
  readonly callee: Range;
  readonly calleeText: string;
  readonly functionScope: number;
  readonly isNew: boolean;
  readonly specifier: string;
  /**
   * The path from the package to the callee, independent of local names: empty for the package's
   * own function, `Worker`, `parallel`, `PromisePool.for().withConcurrency`. `()` is the result of
   * a call or `new`, so `().process` is a method of a created value.
   */
  readonly name: string;
  readonly arguments: readonly ArgumentFact[];
  /** Offset of the closing parenthesis; undefined for `new X` without parentheses. */
  readonly argumentsEnd?: number;
  /** The calls of the functions passed to the call, or to the value that it creates. */
  readonly work: readonly WorkCallFact[];
  /** A task uses the created value again: `limit(() => walk())`, where `walk` calls `limit`. */
  readonly isReentered: boolean;
  /**
   * Other uses of the created value: `updateSettings`, `on:failed`, and `concurrency=` for an
   * assignment.
   */
  readonly uses: readonly string[];
  /** The loop or callback that repeats it inside its function. */
  readonly repeat?: RepeatFact;
}

/**
 * One argument of a call. `named-object`: a constant with an object literal. `mapped`: the result
 * of a `map`.
 */
export interface ArgumentFact {
  readonly kind: 'object' | 'named-object' | 'mapped' | 'function' | 'spread' | 'text' | 'other';
  readonly range: Range;
  readonly amount: AmountFact;
  /** Of an object: the properties that no later spread or computed key can override. */
  readonly properties: readonly PropertyFact[];
  /** All properties of the object are in `properties`. */
  readonly isWhole: boolean;
  /** Of `mapped`: what decides the number of elements. */
  readonly origins: readonly OriginFact[];
}

/** One property of an object literal. */
export interface PropertyFact {
  readonly name: string;
  readonly range: Range;
  readonly isShorthand: boolean;
  readonly amount: AmountFact;
}

/**
 * How much is known about a number. `none`: no limit (`Infinity`). `absent`: `undefined` or `null`.
 * `cpus`: the number of processors. `unknown`: an argument, the environment, another module.
 */
export interface AmountFact {
  readonly kind: 'number' | 'none' | 'absent' | 'cpus' | 'unknown';
  readonly value?: number;
  /** The text of the expression. */
  readonly text: string;
  /** The text to replace for another amount. */
  readonly range: Range;
  /** A default: `process.env.N ?? 50`, `(size = 50) => …`. */
  readonly isFallback: boolean;
  /** `range` is a string: `parseInt(process.env.N || '50', 10)`. */
  readonly isText: boolean;
  /** `range` is in a constant or a default parameter that is used elsewhere too. */
  readonly isShared: boolean;
  /** One of several values that depend on a condition: `isLarge ? 50 : 5`. */
  readonly isBranch: boolean;
}

/** A loop, or a callback that runs for each element. */
export interface RepeatFact {
  readonly kind: 'elements' | 'count';
  /** `xs`, `numCPUs`. */
  readonly text: string;
  readonly range: Range;
  /** What decides the number of elements. */
  readonly origins: readonly OriginFact[];
  /** The number of repetitions, if it is a number. */
  readonly amount?: AmountFact;
  /** The loop waits, or the call is conditional. */
  readonly isThrottled: boolean;
}
