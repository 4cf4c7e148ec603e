// Which property of `await import('./x')` has the value that the static form of a local load gave.
// The module is described as an installed package, so that the table of values of packages applies.
import { dirname, join, resolve } from 'node:path';
import type { LoadValue, NoLoadValue, StaticForm } from '../checks/module-host.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { InstalledPackage } from './installed-package.ts';
import { chooseLoadValue, chooseRequireValue, type Emit } from './import-value.ts';

/** A module of the project, as one of its importers loads it. */
export interface LocalTarget {
  /** The importer. */
  readonly from: string;
  /** What the importer's `import` and `import()` become. */
  readonly emit: Emit;
  /** Whether ES module syntax in a `.js` file is compiled along with the importer. */
  readonly compilesJavaScript: boolean;
  /** The module; undefined for declarations, data, and what can't be read. */
  readonly facts: ModuleFacts | undefined;
  /** What TypeScript compiles the module to. */
  readonly format: Emit['kind'] | undefined;
  /** The module as Node reads it, for JavaScript that runs as written. */
  read(): InstalledPackage | undefined;
}

type Value = LoadValue | NoLoadValue;

/** Chooses the accessor for one load of a local module. */
export function chooseLocalValue(
  specifier: string,
  form: StaticForm,
  name: string | undefined,
  target: LocalTarget,
): Value {
  const { emit } = target;
  if (form === 'require') {
    if (target.facts && hasExportEquals(target.facts)) return no('it has an `export =`');
    if (emit.kind === 'module') return no('an `import()` gives a different value than a `require`');
    return { via: 'require', path: [], why: 'as a `require` gives the same value anywhere' };
  }
  const module = toInstalled(form, name, target);
  if ('problem' in module) return module;
  const full = emit.kind === 'commonjs' ? toFullSpecifier(specifier, target) : specifier;
  if (full === undefined)
    return no("Node's own `import()` needs a path with its extension, as in `./x.js`");
  const value = chooseLoadValue(emit, form, name, () => module);
  return 'problem' in value
    ? value
    : {
        ...value,
        why: value.why.replaceAll('the package', 'the module'),
        ...(full !== specifier && { specifier: full }),
      };
}

/** A relative path as Node's own `import()` needs it: `./x` → `./x.js`, or `./x/index.js`. */
function toFullSpecifier(specifier: string, { from, facts }: LocalTarget): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return undefined;
  if (/\.[cm]?js$/.test(specifier)) return specifier;
  const [, place, kind = ''] = /^(.*)\.([cm]?)[jt]sx?$/.exec(facts?.source.path ?? '') ?? [];
  const named = resolve(dirname(from), specifier);
  const base = specifier.replace(/\/$/, '');
  if (place === named) return `${base}.${kind}js`;
  return place === join(named, 'index') ? `${base}/index.${kind}js` : undefined;
}

/**
 * Chooses how a `require` of a local module, at the place of use, gives the value of the static
 * form.
 */
export function chooseLocalRequire(form: StaticForm, target: LocalTarget): Value {
  if (target.emit.kind === 'module') return no('an ES module has no `require` that finds it');
  const module = toInstalled(form, undefined, target);
  return 'problem' in module ? module : chooseRequireValue(target.emit, form, () => module);
}

/** Describes the module as an installed package. */
function toInstalled(
  form: StaticForm,
  name: string | undefined,
  { emit, compilesJavaScript, facts, format, read }: LocalTarget,
): InstalledPackage | NoLoadValue {
  if (!facts) return no('its source is not found');
  const {
    source: { path, text },
    isTypeScript,
    isModule,
    variables,
  } = facts;
  if (hasExportEquals(facts)) return no('it has an `export =`');
  const exports = new Set(form === 'named' && name !== undefined ? [name] : []);
  if (/\bexport\s+default\b|\bas\s+default\b/.test(text)) exports.add('default');
  if (
    /\bas\s+then\b/.test(text) ||
    variables.some((variable) => variable.name === 'then' && variable.isExported)
  )
    exports.add('then');
  const toBoth = (kind: 'commonjs' | 'module'): InstalledPackage => {
    const entry = { path, format: kind, isTranspiled: kind === 'commonjs', exports };
    return { require: entry, import: entry };
  };
  if (emit.kind === 'module') return toBoth(isModule ? 'module' : 'commonjs');
  if (isTypeScript) {
    if (!isModule) return no('it is a script, which exports nothing by itself');
    if (emit.kind === 'transpiled-commonjs')
      return format === emit.kind && !/\.[cm]ts$/.test(path)
        ? toBoth('commonjs')
        : no("its format can't be told");
    return format === 'commonjs' || format === 'module'
      ? toBoth(format)
      : no("its format can't be told");
  }
  if (isModule && !path.endsWith('.mjs') && compilesJavaScript) return toBoth('commonjs');
  if (isModule) return no("its format can't be told: it is an ES module that a `require` loads");
  return read() ?? no("its format can't be told");
}

function hasExportEquals({ source }: ModuleFacts): boolean {
  return /^[ \t]*export\s*=/m.test(source.text);
}

function no(reason: string): NoLoadValue {
  return { problem: 'unequal', reason };
}
