// What is known of the functions of a file, as data.
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

/** A body of code that runs as one: the module, a function, a field initialiser, a static block. */
export interface FunctionScope {
  readonly id: number;
  readonly parent: number;
  readonly kind: FunctionScopeKind;
  /** For people: `renderPdf`, `Scraper.scrape`, ``the callback of `router.post` ``. */
  readonly label: string;
  readonly range: Range;
  /** With its braces, or the expression of a concise arrow. */
  readonly body: Range;
  readonly isConcise: boolean;
  /** For a concise arrow: behind its `=>`. Comments and brackets may stand between it and the body. */
  readonly arrowEnd?: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** It runs as part of the expression it stands in: `(() => …)()`, `xs.map(() => …)`, `new Promise(() => …)`. */
  readonly isInPlace: boolean;
  /** A function kept by a local name: `const f = () => …`, `function f() {}`. */
  readonly isNamed: boolean;
  /** When the function is an argument of a call. */
  readonly callback?: CallbackFact;
  /** Whether it runs while the module is evaluated, as far as this file shows. */
  readonly runsAtStartup: boolean;
  /** For functions: what would have to be written to make it async. */
  readonly signature?: SignatureFact;
}

/** The parts of a function's head that matter when it becomes async. */
export interface SignatureFact {
  /** The name that it is called by: of the function, the variable or the member. */
  readonly name?: Range;
  /** Where `async ` goes. */
  readonly asyncAt: number;
  /** The type behind the colon. */
  readonly returnType?: Range;
  /** That type can't have a `then`, whatever names mean: `void`, `string[] | null`, `{ size: number }`. */
  readonly isPlain?: true;
  readonly isExported: boolean;
  /** Something in its declaration that fixes it as synchronous. */
  readonly fixedBy?:
    | 'overloads'
    | 'a type predicate'
    | 'a decorator'
    | 'the type of its variable'
    | 'its place in an object';
}

/** How a function that is an argument is called. */
export interface CallbackFact {
  /** The last name of the callee: `map`, `on`, `Promise`. */
  readonly callee: string;
  /** `each`: once per element, before the call returns. `once`: before the call returns. `later`: stored, as far as can be seen. `within`: before the caller's own promise settles. */
  readonly runs: 'each' | 'once' | 'within' | 'later';
}

/** A statement in a list of statements: the place where another can be put before it. */
export interface InsertionPointFact {
  readonly functionScope: number;
  readonly block: Range;
  readonly statement: Range;
  /** Where a line in front of the statement goes: above the comment lines that belong to it. */
  readonly insertAt: number;
  /** First statement of the block that is no directive. */
  readonly firstStatement: number;
  /** Whether the block lies in a loop of its frame. */
  readonly inLoop: boolean;
  /** Whether a run of the frame may pass by the block: a branch, a `catch`, a loop. */
  readonly isConditional: boolean;
  /** The `try` statement whose block it is, when that has a `catch`. */
  readonly caughtBy?: Range;
  /** A function declaration is hoisted: what it needs must be there from the block's start. */
  readonly isHoisted: boolean;
}

/** `target.on('event', …)`. */
export interface ListenerFact {
  readonly range: Range;
  readonly functionScope: number;
  /** Where the target comes into being inside the same frame; undefined when it was there before. */
  readonly targetBornAt?: number;
}

/** `if (!this.browser) …`, with a later `this.browser = …` in the same function. */
export interface GuardFact {
  readonly functionScope: number;
  /** The statement that reads what is tested. */
  readonly range: Range;
  /** Where a statement can be put in front of it, innermost first. */
  readonly insertionPoints: readonly InsertionPointFact[];
  /** The first write to it. */
  readonly write: Range;
}

/** `exit`: a `return` or `throw`. `write`: to state that was there before the function ran. */
export interface ExitOrAwaitFact {
  readonly kind: 'exit' | 'await' | 'write';
  readonly functionScope: number;
  readonly range: Range;
  /** Of an `await`: the part of the function where whatever stands behind it runs only when it was waited for. */
  readonly holdsIn?: Range;
}

/**
 * `call`: `list.add(x)`, `register(x)`. `write`: `config.port = 1`, `count += 1`, `Object.assign(config, x)`. `decorator`: `@Entity()`.
 */
export interface SideEffect {
  readonly kind: 'call' | 'write' | 'decorator';
  readonly functionScope: number;
  readonly range: Range;
  /** The name that it starts with: `list`. */
  readonly root: string;
  /** The module variable of that name; undefined for a global. */
  readonly variable?: number;
  /** The last name of what is called: `add`. */
  readonly name: string;
}
