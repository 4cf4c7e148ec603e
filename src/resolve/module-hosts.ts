// Answers what checks ask about the project around a file: compiler options, manifest, installed
// packages.
import { dirname } from 'node:path';
import { getPackageName } from '../catalogue/specifier.ts';
import type { LoadValue, ModuleHost, NoLoadValue } from '../checks/module-host.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import {
  createCompilationProvider,
  getPossibleOptions,
  toImportEmit,
  type Compilation,
  type CompilerOptions,
} from './compiler-options.ts';
import { getJavaScriptEmit, getTypeScriptEmit } from './module-format.ts';
import { createPackageReader } from './installed-package.ts';
import { chooseLoadValue, chooseRequireValue, type Emit } from './import-value.ts';
import { createLocalModuleReader, type LookListener } from './local-modules.ts';
import { chooseLocalRequire, chooseLocalValue, type LocalTarget } from './local-import-value.ts';
import { createPackageUserFinder } from './package-users.ts';
import { toLabel } from '../files/label.ts';
import { getDependencies } from '../files/manifest.ts';
import type { LocalCuts } from '../config/resolved-config.ts';

type Value = LoadValue | NoLoadValue;

/** Returns the host of a file. It caches what it read, for one run. */
export type HostProvider = (facts: ModuleFacts) => ModuleHost;

/**
 * Creates a provider with its own cache. Nothing is read until a check asks.
 * @param root a folder of the project
 * @param cuts imports of its own modules that are to become lazy
 * @param onLook called with each other module that an answer depends on
 */
export function createHostProvider(
  root: string,
  cuts?: Pick<LocalCuts, 'has'>,
  onLook?: LookListener,
): HostProvider {
  const packages = createPackageReader();
  const findUser = createPackageUserFinder();
  const getCompilation = createCompilationProvider();
  const readLocalModule = createLocalModuleReader(root, getCompilation, onLook);
  const getHost: HostProvider = (facts) => {
    const { path } = facts.source;
    const directory = dirname(path);
    const getOptions = (): CompilerOptions =>
      facts.isTypeScript ? getCompilation(path).options : {};
    const getEmit = (options = getOptions()): Emit =>
      facts.isTypeScript ? getTypeScriptEmit(path, options) : getJavaScriptEmit(facts);
    const getLocal = (specifier: string, options: CompilerOptions): LocalTarget => {
      const target = readLocalModule(path, specifier);
      const ofTarget = getCompilation(target?.source.path ?? path);
      const targetOptions = ofTarget === getCompilation(path) ? options : ofTarget.options;
      return {
        from: path,
        emit: getEmit(options),
        compilesJavaScript: facts.isTypeScript && options.allowJs === true,
        facts: target,
        format: target?.isTypeScript
          ? getTypeScriptEmit(target.source.path, targetOptions).kind
          : undefined,
        read: () => packages.read(specifier, directory),
      };
    };
    const choose = (chooseWith: (options: CompilerOptions) => Value): Value =>
      facts.isTypeScript ? chooseForAll(getCompilation(path), chooseWith) : chooseWith({});
    // A plan may also name packages outside the catalogue.
    const isOwn = (specifier: string): boolean =>
      cuts?.has(path, specifier) === true &&
      (getPackageName(specifier) === undefined || readLocalModule(path, specifier) !== undefined);
    return {
      get elision() {
        const emit = toImportEmit(getOptions());
        return { ...emit, keepsUnusedImports: emit.keepsUnusedImports || emit.keepsEmptyImports };
      },
      get runsAs() {
        return getEmit().kind === 'module' ? 'module' : 'commonjs';
      },
      get emptyArray() {
        return facts.isTypeScript ? getEmptyArray(getOptions()) : 'evolving';
      },
      get dependencies() {
        return getDependencies(directory);
      },
      getLocalModule(specifier) {
        const local = readLocalModule(path, specifier);
        return local && { facts: local, host: getHost(local) };
      },
      getLoadValue: (specifier, form, name) =>
        choose((options) =>
          isOwn(specifier)
            ? chooseLocalValue(specifier, form, name, getLocal(specifier, options))
            : chooseLoadValue(getEmit(options), form, name, () =>
                packages.read(specifier, directory),
              ),
        ),
      getRequireValue: (specifier, form) =>
        choose((options) =>
          isOwn(specifier)
            ? chooseLocalRequire(form, getLocal(specifier, options))
            : chooseRequireValue(getEmit(options), form, () => packages.read(specifier, directory)),
        ),
      findUserWithout(packageName, setUp) {
        const user = findUser(path, packageName, setUp);
        return user === undefined ? undefined : toLabel(directory, user);
      },
    };
  };
  return getHost;
}

/** The value, where it is the same whatever the unreadable part of a configuration says. */
function chooseForAll(
  compilation: Compilation,
  chooseWith: (options: CompilerOptions) => Value,
): Value {
  const [value, ...others] = getPossibleOptions(compilation).map(chooseWith);
  return value && others.every((other) => isSameValue(value, other))
    ? value
    : { problem: 'unread', reason: compilation.unread ?? '' };
}

function isSameValue(one: Value, other: Value): boolean {
  if ('problem' in one || 'problem' in other)
    return 'problem' in one && 'problem' in other && one.problem === other.problem;
  return (
    one.via === other.via &&
    one.specifier === other.specifier &&
    one.path.join() === other.path.join()
  );
}

/**
 * @see https://www.typescriptlang.org/tsconfig/#noImplicitAny, without which arrays do not evolve
 */
function getEmptyArray({
  strict,
  noImplicitAny = strict,
  strictNullChecks = strict,
}: CompilerOptions): ModuleHost['emptyArray'] {
  if (noImplicitAny !== false) return 'evolving';
  return strictNullChecks === true ? 'never' : 'any';
}
