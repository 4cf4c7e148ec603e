// Facts about the functions of a file.
import type { Range } from '../../text/range.ts';

export type FunctionScopeKind =
  | 'module'
  | 'function'
  | 'arrow'
  | 'method'
  | 'constructor'
  | 'getter'
  | 'setter'
  | 'field'
  | 'static-field'
  | 'static-block';

/** Code that runs as a unit: the module, a function, a field initialiser or a static block. */
export interface FunctionScope {
  readonly id: number;
  readonly parent: number;
  readonly kind: FunctionScopeKind;
  /** For messages: `renderPdf`, `Scraper.scrape`, ``the callback of `router.post` ``. */
  readonly label: string;
  readonly range: Range;
  /** The block including its braces, or the expression of a concise arrow. */
  readonly body: Range;
  readonly isConcise: boolean;
  /** Of a concise arrow: the end of `=>`. Comments and parentheses may precede the body. */
  readonly arrowEnd?: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /**
   * It runs as part of the surrounding expression: `(() => …)()`, `xs.map(() => …)`,
   * `new Promise(() => …)`.
   */
  readonly isInPlace: boolean;
  /** A function with a local name: `const f = () => …`, `function f() {}`. */
  readonly isNamed: boolean;
  /** Set if the function is an argument of a call. */
  readonly callback?: CallbackFact;
  /** It runs while the module is evaluated, as far as this file shows. */
  readonly runsAtStartup: boolean;
  /** Of functions: what matters when it becomes async. */
  readonly signature?: SignatureFact;
}

/** The parts of a function's declaration that matter when it becomes async. */
export interface SignatureFact {
  /** The name of the function, variable or member by which it is called. */
  readonly name?: Range;
  /** Offset at which to insert `async `. */
  readonly asyncAt: number;
  /** The return type, without the colon. */
  readonly returnType?: Range;
  /**
   * The return type can't have a `then`, whatever its names resolve to: `void`, `string[] | null`,
   * `{ size: number }`.
   */
  readonly isPlain?: true;
  readonly isExported: boolean;
  /** The part of its declaration that requires it to be synchronous. */
  readonly fixedBy?:
    | 'overloads'
    | 'a type predicate'
    | 'a decorator'
    | 'the type of its variable'
    | 'its place in an object';
}

/** How a function passed as an argument is called. */
export interface CallbackFact {
  /** The last name of the callee: `map`, `on`, `Promise`. */
  readonly callee: string;
  /**
   * `each`: once per element, before the call returns. `once`: before the call returns. `within`:
   * before the caller's own promise settles. `later`: presumably stored and called afterwards.
   */
  readonly runs: 'each' | 'once' | 'within' | 'later';
}

/** A statement in a list of statements, before which another one can be inserted. */
export interface InsertionPointFact {
  readonly functionScope: number;
  readonly block: Range;
  readonly statement: Range;
  /** Offset at which to insert, above the comment lines that belong to the statement. */
  readonly insertAt: number;
  /** Start of the first statement of the block that is not a directive. */
  readonly firstStatement: number;
  /** The block is inside a loop of its function scope. */
  readonly inLoop: boolean;
  /** The function scope may run without the block: a branch, a `catch`, a loop. */
  readonly isConditional: boolean;
  /** The `try` statement, if the block is its `try` block and it has a `catch`. */
  readonly caughtBy?: Range;
  /** A function declaration: what it uses must be available from the start of the block. */
  readonly isHoisted: boolean;
}

/** `target.on('event', …)`. */
export interface ListenerFact {
  readonly range: Range;
  readonly functionScope: number;
  /** Where the same function scope creates the target; undefined if it existed before. */
  readonly targetBornAt?: number;
}

/** `if (!this.browser) …`, with a later `this.browser = …` in the same function. */
export interface GuardFact {
  readonly functionScope: number;
  /** The statement that reads the tested state. */
  readonly range: Range;
  /** Where a statement can be inserted before it, innermost first. */
  readonly insertionPoints: readonly InsertionPointFact[];
  /** The first write to the tested state. */
  readonly write: Range;
}

/** `exit`: a `return` or `throw`. `write`: to state that existed before the function ran. */
export interface ExitOrAwaitFact {
  readonly kind: 'exit' | 'await' | 'write';
  readonly functionScope: number;
  readonly range: Range;
  /** Of an `await`: the range in which code behind it runs only after it. */
  readonly holdsIn?: Range;
}

/**
 * A call or write on state outside the function. `call`: `list.add(x)`, `register(x)`. `write`:
 * `config.port = 1`, `count += 1`, `Object.assign(config, x)`. `decorator`: `@Entity()`.
 */
export interface SideEffect {
  readonly kind: 'call' | 'write' | 'decorator';
  readonly functionScope: number;
  readonly range: Range;
  /** The first name: `list`. */
  readonly root: string;
  /** The module variable of that name; undefined for a global. */
  readonly variable?: number;
  /** The last name: `add`. */
  readonly name: string;
}
