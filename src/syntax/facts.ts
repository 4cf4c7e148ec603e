// The facts of one file: plain data with ranges, no judgement, no syntax nodes.
import type { Range } from '../text/range.ts';
import type { SourceText } from '../text/source-text.ts';
import type { WorkCallFact, FanOutFact, SizeFact } from './fan-out/facts.ts';
import type { LoopAwaitFact } from './functions/loop-awaits.ts';
import type { PackageCallFact } from './package-calls/facts.ts';
import type { StartupFacts, LoadFact } from './modules/facts.ts';
import type {
  SideEffect,
  FunctionScope,
  InsertionPointFact,
  ListenerFact,
  GuardFact,
  ExitOrAwaitFact,
} from './functions/facts.ts';

/** The facts of one file. Each list is computed on first access. */
export interface ModuleFacts {
  readonly source: SourceText;
  /** ES module syntax; otherwise the file runs as CommonJS. */
  readonly isModule: boolean;
  /** TypeScript elides imports that are only used as types. */
  readonly isTypeScript: boolean;
  /** All function scopes; id 0 is the module itself. */
  readonly functionScopes: readonly FunctionScope[];
  /** The statements of the module body, in order. */
  readonly statements: readonly StatementFact[];
  /** Every place that names another module. */
  readonly loads: readonly LoadFact[];
  /** The module's own variables, imports included. */
  readonly variables: readonly VariableFact[];
  /** Every identifier in the file, so that new names don't collide. */
  readonly names: ReadonlySet<string>;
  /** Named classes. */
  readonly classes: readonly ClassFact[];
  /** Calls that attach listeners: `ws.on('message', …)`. */
  readonly listeners: readonly ListenerFact[];
  /** Every mention of an identifier, by name. */
  readonly mentions: ReadonlyMap<string, readonly MentionFact[]>;
  /**
   * Conditions on state that outlives the function, each with a later write to that state. Both
   * must stay in the same turn of the event loop.
   */
  readonly guards: readonly GuardFact[];
  /** Calls and writes on imports, module variables and globals. */
  readonly sideEffects: readonly SideEffect[];
  /** Where functions return, throw, await, and write to state that outlives them. */
  readonly exitsAndAwaits: readonly ExitOrAwaitFact[];
  /** Template literals and strings that span several lines: edits must not indent them. */
  readonly fixedLines: readonly Range[];
  readonly fanOuts: readonly FanOutFact[];
  /** Maximum lengths of lists in the file's validation schemas, by property name. */
  readonly listMaxima: ReadonlyMap<string, SizeFact>;
  /**
   * The calls made by an exported function, or by a member of an exported class or object;
   * undefined if the file doesn't contain its code.
   */
  getCallsOf(exported: string, member?: string): readonly WorkCallFact[] | undefined;
  /** Calls of package exports. */
  readonly packageCalls: readonly PackageCallFact[];
  /** What evaluating the file loads, and what calling its exports would load. */
  readonly startup: StartupFacts;
  readonly disables: readonly DisableFact[];
  readonly loopAwaits: readonly LoopAwaitFact[];
}

export type StatementKind =
  | 'import'
  | 'export'
  | 'variable'
  | 'expression'
  | 'function'
  | 'class'
  | 'type'
  | 'conditional'
  | 'other';

/** A statement of the module body. */
export interface StatementFact {
  readonly index: number;
  readonly kind: StatementKind;
  readonly range: Range;
  /** Start of the comment lines directly above, or the range's own start. */
  readonly leadingStart: number;
  /** Start of the directives directly above (`// @ts-expect-error`), or the range's own start. */
  readonly directiveStart: number;
  readonly isExported: boolean;
  /** Number of declarators of a variable statement. */
  readonly declarators: number;
  /**
   * Of an expression or conditional statement: the expression statements in it that run when the
   * module is evaluated.
   */
  readonly effects: readonly EffectFact[];
  /** Contains a top-level `await`. */
  readonly awaits: boolean;
}

/**
 * `set-up`: a call or assignment on a variable's value (`sharp.cache(false)`,
 * `pdfjs.options.src = x`). `assignment`: to the variable itself. `log`: a call on `console` or a
 * logger. `bare-load`: a `require('m')` or `import('m')` whose value is not used.
 */
export interface EffectFact {
  readonly kind: 'set-up' | 'assignment' | 'log' | 'bare-load' | 'other';
  /** The module variable that is set up or assigned. */
  readonly variable?: number;
  /** `void start()`: the promise is not awaited, so the work continues after the statement. */
  readonly isVoid?: true;
}

export type VariableKind = 'import' | 'const' | 'let' | 'var' | 'function' | 'class' | 'other';

/** A variable of the module scope. */
export interface VariableFact {
  readonly id: number;
  readonly name: string;
  /** The name in its declaration. */
  readonly declaration: Range;
  readonly kind: VariableKind;
  /** The module statement that declares it. */
  readonly statement: number;
  readonly isExported: boolean;
  readonly uses: readonly UseFact[];
}

/**
 * `type`: erased by TypeScript. `metadata`: a type that `emitDecoratorMetadata` turns into a value.
 * `export`: `export { x }`, `export default x`.
 */
export type UseKind = 'read' | 'write' | 'type' | 'metadata' | 'export';

/** One reference to a module variable. */
export interface UseFact {
  readonly kind: UseKind;
  readonly range: Range;
  readonly functionScope: number;
  /** Index of the module statement that contains it. */
  readonly statement: number;
  readonly atStartup: boolean;
  /** Where a statement can be inserted before it, innermost first, through all function scopes. */
  readonly insertionPoints: readonly InsertionPointFact[];
  /** Function scopes whose parameters contain it (`(x = sharp()) => …`). */
  readonly parametersOf: readonly number[];
}

/**
 * `link`: in an import or export clause. `type`: in a type. `value`: a use other than a call,
 * such as being stored, passed or compared.
 */
export type MentionRole = 'declaration' | 'link' | 'type' | 'call' | 'value';

/** One mention of an identifier. */
export interface MentionFact {
  readonly range: Range;
  readonly role: MentionRole;
  /** Set if the role is `call`. */
  readonly call?: CallSiteFact;
}

/** A call site, with what matters if the call has to be awaited. */
export interface CallSiteFact {
  readonly range: Range;
  readonly functionScope: number;
  readonly isAwaited: boolean;
  /** `f().x`: `await` would need parentheses. */
  readonly isOperand: boolean;
  /** Surrounding code whose meaning an `await` would change. */
  readonly obstacle?: 'a default parameter' | 'an optional chain' | 'a compound assignment';
}

/** A named class. */
export interface ClassFact {
  readonly name: string;
  readonly range: Range;
  /** Offset behind the opening brace, where a new member can be inserted. */
  readonly bodyStart: number;
}

/** A comment that disables rules. */
export interface DisableFact {
  /** The text in which the rules are disabled. */
  readonly range: Range;
  /** Rule ids; empty for all rules. */
  readonly rules: readonly string[];
}
