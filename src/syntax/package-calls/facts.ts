// What the project knows of the calls of things that packages export: plain data with ranges, no judgement, no syntax nodes.
import type { Range } from '../../text/range.ts';
import type { WorkCallFact, OriginFact } from '../fan-out/facts.ts';

/** A call or construction of what a package exports, or of a method of what it made. */
export interface PackageCallFact {
  readonly range: Range;
  readonly callee: Range;
  readonly calleeText: string;
  readonly functionScope: number;
  readonly isNew: boolean;
  readonly specifier: string;
  /**
   * The way from the package to what is called, whatever the file names it: empty for the package's own function, `Worker`, `parallel`,
   * `PromisePool.for().withConcurrency`. `()` stands for what a call or `new` made, so `().process` is a method of such a value.
   */
  readonly name: string;
  readonly arguments: readonly ArgumentFact[];
  /** In front of the closing bracket; undefined for `new X` without any. */
  readonly argumentsEnd?: number;
  /** Functions that the call is given, and those that are handed to what it makes, by what they call. */
  readonly work: readonly WorkCallFact[];
  /** A function that is handed to what it makes uses it again: `limit(() => walk())`, where `walk` calls `limit`. */
  readonly isReentered: boolean;
  /** What the file does with what it makes besides: `updateSettings`, `on:failed`, and `concurrency=` for an assignment. */
  readonly uses: readonly string[];
  /** What repeats it inside its function. */
  readonly repeat?: RepeatFact;
}

/** One argument of a call. `named-object`: a constant of the file that holds an object literal. `mapped`: what a `map` gave. */
export interface ArgumentFact {
  readonly kind: 'object' | 'named-object' | 'mapped' | 'function' | 'spread' | 'text' | 'other';
  readonly range: Range;
  readonly amount: AmountFact;
  /** Of an object, those that nothing behind them can override. */
  readonly properties: readonly PropertyFact[];
  /** Every property of the object is in `properties`. */
  readonly isWhole: boolean;
  /** What decides how many elements there are, of what is mapped. */
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
 * How large a number is, as far as the file shows. `none`: no limit (`Infinity`). `absent`: `undefined` or `null`. `cpus`: as many as the
 * machine has processors. `unknown`: an argument, the environment, another module.
 */
export interface AmountFact {
  readonly kind: 'number' | 'none' | 'absent' | 'cpus' | 'unknown';
  readonly value?: number;
  /** As it stands at its place. */
  readonly text: string;
  /** What would have to be written anew for another amount. */
  readonly range: Range;
  /** It holds only where nothing else is said: `process.env.N ?? 50`, `(size = 50) => …`. */
  readonly isFallback: boolean;
  /** `range` is a text: `parseInt(process.env.N || '50', 10)`. */
  readonly isText: boolean;
  /** `range` stands in a constant, or a parameter's default, that is used in other places too. */
  readonly isShared: boolean;
  /** One of several values, depending on a condition: `isLarge ? 50 : 5`. */
  readonly isBranch: boolean;
}

/** A loop, or a callback that runs for each element. */
export interface RepeatFact {
  readonly kind: 'elements' | 'count';
  /** `xs`, `numCPUs`. */
  readonly text: string;
  readonly range: Range;
  /** What decides how many elements there are. */
  readonly origins: readonly OriginFact[];
  /** How often, where a number says it. */
  readonly amount?: AmountFact;
  /** The loop waits, or a condition stands in front of the call. */
  readonly isThrottled: boolean;
}
