// Facts about the modules that a file loads.
import type { Range } from '../../text/range.ts';

export type LoadForm = 'import' | 'export-from' | 'import-equals' | 'require' | 'dynamic-import';

/** One place that names another module. */
export interface LoadFact {
  readonly form: LoadForm;
  readonly specifier: string;
  /** The statement of an `import` or `export … from`; the call of a `require` or `import()`. */
  readonly range: Range;
  readonly statement: number;
  readonly functionScope: number;
  readonly atStartup: boolean;
  /** `import type`, `export type`, or only inline `type` specifiers. */
  readonly isTypeOnly: boolean;
  /** The bindings of an import declaration or `import x = require()`. */
  readonly bindings: readonly ImportBindingFact[];
  /** The result of `require` or `import()` is called or constructed: `require('m')()`. */
  readonly isCalled: boolean;
  /** `await import('m')` in its place would need parentheses: `require('m').x`. */
  readonly isOperand: boolean;
  /** The load is the whole initialiser: `const x = require()`, `const { a } = require()`. */
  readonly isWholeInitializer: boolean;
}

/** One name that an import declaration binds. */
export interface ImportBindingFact {
  readonly variable: number;
  readonly local: string;
  /** `default`, `*`, or the exported name. */
  readonly imported: string;
  readonly isTypeOnly: boolean;
}

/**
 * Whether TypeScript elides a load from its output. `always`: `import type`. `inline-types`: every
 * specifier is marked `type`. `unused`: every use is a type. `metadata`: like `unused`, but some
 * uses are types of decorated members. All but `never` and `always` depend on compiler options.
 * @see https://www.typescriptlang.org/tsconfig/#verbatimModuleSyntax
 */
export type Erasure = 'never' | 'always' | 'inline-types' | 'unused' | 'metadata';

/** A load, with what decides whether it happens at startup. */
export interface StartupLoad {
  readonly form: LoadForm;
  readonly specifier: string;
  readonly range: Range;
  readonly erasure: Erasure;
  /** The load happens while the module is evaluated. */
  readonly atStartup: boolean;
}

/** A call of another module's export, by its key there (see `Callable`). */
export interface ImportedCall {
  readonly specifier: string;
  readonly key: string;
}

/** What calling an export runs. */
export interface StartupFunction {
  /** Ids of the function scopes of this file that run. */
  readonly functionScopes: readonly number[];
  /** Loads of this file that happen only then, as indexes of {@link StartupFacts.loads}. */
  readonly loads: readonly number[];
  readonly calls: readonly ImportedCall[];
}

/** `export { imported as name } from 'm'`, in one or two statements; `*` for all names. */
export interface ExportLink {
  readonly name: string;
  readonly specifier: string;
  readonly imported: string;
}

/** What a module loads at startup. Plain data that can be cached as JSON. */
export interface StartupFacts {
  readonly loads: readonly StartupLoad[];
  /** Calls of other modules while this one is evaluated. */
  readonly calls: readonly ImportedCall[];
  readonly functions: Readonly<Record<string, StartupFunction>>;
  readonly links: readonly ExportLink[];
}

/**
 * `import`: with bindings, which TypeScript may elide. `effect`: `import 'm'`, which is never
 * elided. `export-from`: `export … from`. `dynamic-import` and `require` may be inside a function
 * or a type, and a `require` inside a comment.
 */
export type RecordKind = 'import' | 'effect' | 'export-from' | 'dynamic-import' | 'require';

/** One place that names another module. */
export interface ImportRecord {
  readonly kind: RecordKind;
  readonly specifier: string;
  /** The statement, or the call. */
  readonly range: Range;
  /**
   * `import type`, `export type`: never loaded. False for inline `type` specifiers, which depend on
   * the compiler options.
   */
  readonly isTypeOnly: boolean;
}
