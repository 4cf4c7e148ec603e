// What the project knows of one file: plain data with ranges, no judgement, no syntax nodes.
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

/** The facts of one file. Each list is worked out when it is first asked for. */
export interface ModuleFacts {
  readonly source: SourceText;
  /** ES module syntax; otherwise the file runs as CommonJS. */
  readonly isModule: boolean;
  /** Whether the file is TypeScript, where an import that is only used as a type is elided. */
  readonly isTypeScript: boolean;
  /** Bodies of code; number 0 is the module itself. */
  readonly functionScopes: readonly FunctionScope[];
  /** The statements of the module body, in order. */
  readonly statements: readonly StatementFact[];
  /** Every place that names another module. */
  readonly loads: readonly LoadFact[];
  /** The module's own variables, imports included. */
  readonly variables: readonly VariableFact[];
  /** Every identifier that the file mentions, for new names that collide with none. */
  readonly names: ReadonlySet<string>;
  /** Classes that have a name. */
  readonly classes: readonly ClassFact[];
  /** Calls that attach listeners: `ws.on('message', …)`. */
  readonly listeners: readonly ListenerFact[];
  /** Every mention of a name, by that name. */
  readonly mentions: ReadonlyMap<string, readonly MentionFact[]>;
  /** Conditions on state that outlives the function, and writes to such state: together they must stay in one turn of the event loop. */
  readonly guards: readonly GuardFact[];
  /** What it does to imports, to its own variables and to globals. */
  readonly sideEffects: readonly SideEffect[];
  /** Where functions end, wait, and write to what outlives them. */
  readonly exitsAndAwaits: readonly ExitOrAwaitFact[];
  /** Template literals and strings that span lines: their lines keep their indentation. */
  readonly fixedLines: readonly Range[];
  readonly fanOuts: readonly FanOutFact[];
  /** How long the schemas of the file let a list be, by the name of its property. */
  readonly listMaxima: ReadonlyMap<string, SizeFact>;
  /** The calls of an exported function, or of a member of an exported class or object; undefined where the file does not show it. */
  getCallsOf(exported: string, member?: string): readonly WorkCallFact[] | undefined;
  /** Calls of what packages export. */
  readonly packageCalls: readonly PackageCallFact[];
  /** What evaluating the file loads, and what its exports would load when they are called. */
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
  /** Start of the comment lines directly above that steer a tool on this statement (`// @ts-expect-error`), or the range's own start. */
  readonly directiveStart: number;
  readonly isExported: boolean;
  /** Number of declarators of a variable statement. */
  readonly declarators: number;
  /** What an expression or conditional statement does besides declaring: every expression statement in it that runs with the module. */
  readonly effects: readonly EffectFact[];
  /** Whether the statement awaits while the module is evaluated. */
  readonly awaits: boolean;
}

/**
 * `set-up`: a call or assignment on a variable's value (`sharp.cache(false)`, `pdfjs.options.src = x`); `assignment`: to the variable
 * itself; `log`: a call on `console` or a logger; `bare-load`: a `require('m')` or `import('m')` alone.
 */
export interface EffectFact {
  readonly kind: 'set-up' | 'assignment' | 'log' | 'bare-load' | 'other';
  /** The module variable that is set up or assigned. */
  readonly variable?: number;
  /** `void start()`: a promise that nobody waits for, so that it is something that goes on. */
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

/** `type`: erased by TypeScript. `metadata`: a type that `emitDecoratorMetadata` turns into a value. `export`: `export { x }`, `export default x`. */
export type UseKind = 'read' | 'write' | 'type' | 'metadata' | 'export';

/** One reference to a module variable. */
export interface UseFact {
  readonly kind: UseKind;
  readonly range: Range;
  readonly functionScope: number;
  /** The module statement it lies in. */
  readonly statement: number;
  readonly atStartup: boolean;
  /** Where a statement can be put in front of it, innermost first, through all its frames. */
  readonly insertionPoints: readonly InsertionPointFact[];
  /** Frames in whose parameters it lies (`(x = sharp()) => …`). */
  readonly parametersOf: readonly number[];
}

/** `link`: in an import or export clause. `type`: in a type. `value`: stored, passed on, compared: anything but called. */
export type MentionRole = 'declaration' | 'link' | 'type' | 'call' | 'value';

/** One identifier, and what is done with it. */
export interface MentionFact {
  readonly range: Range;
  readonly role: MentionRole;
  /** For the role `call`. */
  readonly call?: CallSiteFact;
}

/** A call, seen from what would change if it had to be awaited. */
export interface CallSiteFact {
  readonly range: Range;
  readonly functionScope: number;
  readonly isAwaited: boolean;
  /** `f().x`: the `await` needs brackets. */
  readonly isOperand: boolean;
  /** Something around the call that an `await` would change the meaning of. */
  readonly obstacle?: 'a default parameter' | 'an optional chain' | 'a compound assignment';
}

/** A class with a name, and where its first member goes. */
export interface ClassFact {
  readonly name: string;
  readonly range: Range;
  readonly bodyStart: number;
}

/** A comment that turns rules off. */
export interface DisableFact {
  /** The text that it covers. */
  readonly range: Range;
  /** Rule names; empty means every rule. */
  readonly rules: readonly string[];
}
