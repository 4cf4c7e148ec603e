// What a check may ask about the project around a file. `src/resolve` answers; a check never
// touches the disk.
import type { ModuleFacts } from '../syntax/facts.ts';

/** How TypeScript treats imports in this file. */
export interface Elision {
  /**
   * `verbatimModuleSyntax`, `preserveValueImports` or `importsNotUsedAsValues: preserve`: value
   * imports stay whatever they are used for.
   */
  readonly keepsUnusedImports: boolean;
  /** `emitDecoratorMetadata`: types of decorated members are values. */
  readonly emitsDecoratorMetadata: boolean;
}

/** The static form whose value is looked for. */
export type StaticForm = 'default' | 'named' | 'namespace' | 'require';

/** How `await import('m')` gives the value that the static form gave. */
export interface LoadValue {
  /**
   * `require` where only that gives the very same value: the load stays a `require`, in its new
   * place.
   */
  readonly via: 'import' | 'require';
  /** Properties to read, from the namespace on: `[]`, `['default']`, `['default', 'default']`. */
  readonly path: readonly string[];
  /** How `import()` has to name the module, where that differs from the static form. */
  readonly specifier?: string;
  /**
   * TypeScript gives the `import()` a `default` that isn't there, and no signature: a value that is
   * called needs its own type.
   */
  readonly isMistyped?: true;
  /** One clause: why this one. */
  readonly why: string;
}

/** A form whose value can't be had by `await import('m')`. */
export interface NoLoadValue {
  /**
   * `unequal`: no other form gives the same value; `unknown`: it depends on a package that is not
   * installed; `unread`: it depends on compiler options that can't be read; `thenable`: a promise
   * can't hold it.
   */
  readonly problem: 'unequal' | 'unknown' | 'unread' | 'thenable';
  readonly reason: string;
}

/** Another module of the project, with its own surroundings. */
export interface LocalModule {
  readonly facts: ModuleFacts;
  readonly host: ModuleHost;
}

/** The surroundings of one file. */
export interface ModuleHost {
  readonly elision: Elision;
  /** What the file runs as once it is built. */
  readonly runsAs: 'commonjs' | 'module';
  /**
   * What TypeScript makes of `const xs = []`: it follows what is pushed, or takes it for `any[]`,
   * or for `never[]`, which nothing can be pushed to.
   */
  readonly emptyArray: 'evolving' | 'any' | 'never';
  /** Names of the packages that the nearest `package.json` depends on. */
  readonly dependencies: ReadonlySet<string>;
  /**
   * The facts of the project's own module that a specifier means; undefined for packages, and for
   * what can't be read.
   */
  getLocalModule(specifier: string): LocalModule | undefined;
  /** @param name the exported name, for the form `named` */
  getLoadValue(specifier: string, form: StaticForm, name?: string): LoadValue | NoLoadValue;
  /** The same for a `require` in another place. */
  getRequireValue(specifier: string, form: StaticForm): LoadValue | NoLoadValue;
  /**
   * Another file of the project that loads a package without a set-up; its path, relative to this
   * file.
   * @param setUp the text of the set-up
   */
  findUserWithout(packageName: string, setUp: string): string | undefined;
}
