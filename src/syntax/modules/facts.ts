// What is known of the modules that a file loads, as data.
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
  /** For a `require` or `import()`: directly called or constructed: `require('m')()`. */
  readonly isCalled: boolean;
  /** Whether `await import('m')` in its place needs brackets: `require('m').x`. */
  readonly isOperand: boolean;
  /** The load alone fills a declaration: `const x = require()`, `const { a } = require()`. */
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
 * Whether TypeScript leaves a load out of its output. `always`: `import type`. `inline-types`: every specifier is marked `type`.
 * `unused`: every use is a type. `metadata`: the same, but for types of decorated members. Which of them are left out hangs on the compiler options.
 * @see https://www.typescriptlang.org/tsconfig/#verbatimModuleSyntax
 */
export type Erasure = 'never' | 'always' | 'inline-types' | 'unused' | 'metadata';

/** A load, as far as the boot goes. */
export interface StartupLoad {
  readonly form: LoadForm;
  readonly specifier: string;
  readonly range: Range;
  readonly erasure: Erasure;
  /** It happens while the module is evaluated. */
  readonly atStartup: boolean;
}

/** A call of something that another module exports, by its key there (see `Callable`). */
export interface ImportedCall {
  readonly specifier: string;
  readonly key: string;
}

/** What calling an export runs: loads of this file that wait for it, by their place in `loads`, and calls of other modules. */
export interface StartupFunction {
  /** Everything of this file that runs with it, by the numbers of `frames`. */
  readonly functionScopes: readonly number[];
  readonly loads: readonly number[];
  readonly calls: readonly ImportedCall[];
}

/** `export { imported as name } from 'm'`, or the same in two statements; `*` for all names. */
export interface ExportLink {
  readonly name: string;
  readonly specifier: string;
  readonly imported: string;
}

/** Plain data, for a cache as well. */
export interface StartupFacts {
  readonly loads: readonly StartupLoad[];
  /** Calls of other modules while this one is evaluated. */
  readonly calls: readonly ImportedCall[];
  readonly functions: Readonly<Record<string, StartupFunction>>;
  readonly links: readonly ExportLink[];
}

/**
 * `import`: with bindings, which TypeScript may elide. `effect`: `import 'm'`, which nothing elides. `export-from`: `export … from`.
 * `dynamic-import` and `require` may stand in a function, a type or, the latter, in a comment.
 */
export type RecordKind = 'import' | 'effect' | 'export-from' | 'dynamic-import' | 'require';

/** One place that names another module. */
export interface ImportRecord {
  readonly kind: RecordKind;
  readonly specifier: string;
  /** The statement, or the call. */
  readonly range: Range;
  /** `import type`, `export type`: certainly no load. Inline `type` specifiers are left to whoever knows the compiler options. */
  readonly isTypeOnly: boolean;
}
