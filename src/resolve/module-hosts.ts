// The surroundings of files: compiler options, manifest, installed packages. Answers what checks
// ask about the project.
import { dirname } from 'node:path';
import { getPackageName } from '../catalogue/specifier.ts';
import type { ModuleHost } from '../checks/module-host.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import {
  createCompilationProvider,
  toImportEmit,
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

/** Gives the host of a file. It remembers what it read, for one run. */
export type HostProvider = (facts: ModuleFacts) => ModuleHost;

/**
 * Makes a provider with a memory of its own. Nothing is read until a check asks.
 * @param root a folder of the project
 * @param cuts imports of its own modules, whose values are asked for
 * @param onLook hears of the other modules that answers hang on
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
    const getEmit = (): Emit =>
      facts.isTypeScript ? getTypeScriptEmit(path, getOptions()) : getJavaScriptEmit(facts);
    const getLocal = (specifier: string): LocalTarget => {
      const target = readLocalModule(path, specifier);
      return {
        from: path,
        emit: getEmit(),
        compilesJavaScript: facts.isTypeScript && getOptions().allowJs === true,
        facts: target,
        format: target?.isTypeScript
          ? getTypeScriptEmit(target.source.path, getCompilation(target.source.path).options).kind
          : undefined,
        read: () => packages.read(specifier, directory),
      };
    };
    // A plan also names packages that no list knows.
    const isOwn = (specifier: string): boolean =>
      cuts?.has(path, specifier) === true &&
      (getPackageName(specifier) === undefined || readLocalModule(path, specifier) !== undefined);
    return {
      get elision() {
        const { keepsUnusedImports, keepsEmptyImports, emitsDecoratorMetadata } =
          toImportEmit(getOptions());
        return {
          keepsUnusedImports: keepsUnusedImports || keepsEmptyImports,
          emitsDecoratorMetadata,
        };
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
        isOwn(specifier)
          ? chooseLocalValue(specifier, form, name, getLocal(specifier))
          : chooseLoadValue(getEmit(), form, name, () => packages.read(specifier, directory)),
      getRequireValue: (specifier, form) =>
        isOwn(specifier)
          ? chooseLocalRequire(form, getLocal(specifier))
          : chooseRequireValue(getEmit(), form, () => packages.read(specifier, directory)),
      findUserWithout(packageName, setUp) {
        const user = findUser(path, packageName, setUp);
        return user === undefined ? undefined : toLabel(directory, user);
      },
    };
  };
  return getHost;
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
