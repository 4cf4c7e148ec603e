// Resolves specifiers to files of the project, packages and Node built-ins. Reads the disk, runs
// nothing.
import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { ResolverFactory, type NapiResolveOptions } from 'oxc-resolver';
import { resolveImports } from 'resolve-pkg-maps';
import { getPackageName } from '../catalogue/specifier.ts';
import type { CompilationProvider } from './compiler-options.ts';
import { getTypeScriptEmit } from './module-format.ts';
import { findLocalFile, getExtensionOrder, isFileOnDisk, type FileTest } from './local-paths.ts';
import { readNearestManifest } from '../files/manifest.ts';
import { findSourceOf } from './source-paths.ts';
import { findWorkspacePackages, resolveInWorkspace, type WorkspacePackage } from './workspaces.ts';

/**
 * What a specifier resolves to. A package is one node, by name, whether or not it is installed.
 * `ignored`: styles, images, modules of other hosts.
 */
type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package' | 'builtin'; readonly name: string }
  | { readonly kind: 'ignored' | 'unresolved' };

export type LoadKind = 'import' | 'require';

export interface ModuleResolver {
  /**
   * @param kind whether the specifier is in an import, static or not, or in a `require`, as
   *   written; what it compiles to is considered here
   */
  resolve(importer: string, specifier: string, kind: LoadKind): Resolution;
}

/**
 * The conditions that Node 20.19, 22.12 and later match; their priority is the order of the keys in
 * a package's `exports`.
 * @see https://nodejs.org/api/packages.html#conditional-exports (`module-sync` was tested)
 */
export const NODE_CONDITIONS: Readonly<Record<LoadKind, readonly string[]>> = {
  import: ['node', 'node-addons', 'import', 'module-sync'],
  require: ['node', 'node-addons', 'require', 'module-sync'],
};

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);
const ASSET =
  /\.(?:css|s[ac]ss|less|styl|svg|png|jpe?g|gif|webp|avif|ico|wasm|html?|txt|md|mdx|ttf|woff2?|graphql|gql|vue|svelte|astro|node|mp[34]|ya?ml|hbs|ejs|sql|pdf)(?:\?.*)?$/;
/** `https:`, `data:`, `bun:`, `virtual:`; not `node:`, `file:` and drive letters. */
const SCHEME = /^(?!node:|file:)[a-z][a-z\d+.-]+:/i;
const IGNORED: Resolution = { kind: 'ignored' };
const UNRESOLVED: Resolution = { kind: 'unresolved' };

/**
 * Creates a resolver with its own cache.
 * @param root a folder of the project, from which its workspace packages are found
 * @param isKnown the project's files, so that most look-ups don't access the disk
 */
export function createModuleResolver(
  root: string,
  getCompilation: CompilationProvider,
  isKnown: FileTest = () => false,
): ModuleResolver {
  const resolvers = new Map<string, ResolverFactory>();
  const manifestFolders = new Map<string, string>();
  const bare = new Map<string, Resolution>();
  const loadKinds = new Map<string, LoadKind>();
  let workspaces: ReadonlyMap<string, WorkspacePackage> | undefined;
  const isFile: FileTest = (path) => isKnown(path) || isFileOnDisk(path);

  const getResolver = (importer: string, kind: LoadKind, usesAliases: boolean): ResolverFactory => {
    const key = `${kind} ${String(isTypeScript(importer))} ${String(usesAliases)}`;
    let resolver = resolvers.get(key);
    if (!resolver) {
      const options = toOptions(importer, kind, usesAliases);
      const [first] = resolvers.values();
      resolvers.set(
        key,
        (resolver = first ? first.cloneWithOptions(options) : new ResolverFactory(options)),
      );
    }
    return resolver;
  };
  const getLoadKind = (importer: string, kind: LoadKind): LoadKind => {
    if (kind === 'require' || !isTypeScript(importer)) return kind;
    const key = `${dirname(importer)}\n${extname(importer)}\n${getCompilation(importer).path ?? ''}`;
    let own = loadKinds.get(key);
    if (!own)
      loadKinds.set(
        key,
        (own =
          getTypeScriptEmit(importer, getCompilation(importer).options).kind === 'module'
            ? 'import'
            : 'require'),
      );
    return own;
  };
  const getManifestFolder = (folder: string): string => {
    let found = manifestFolders.get(folder);
    if (found === undefined) {
      found =
        existsSync(join(folder, 'package.json')) || dirname(folder) === folder
          ? folder
          : getManifestFolder(dirname(folder));
      manifestFolders.set(folder, found);
    }
    return found;
  };
  /** Classifies a path found on disk: a file of the project, by its source, or a package. */
  const toResolution = (found: string, specifier: string): Resolution => {
    const path = found.replace(/\?.*$/, '');
    const inside = path.split(/[\\/]node_modules[\\/]/);
    if (inside.length > 1)
      return {
        kind: 'package',
        name:
          getPackageName(specifier) ??
          getPackageName((inside.at(-1) ?? '').replaceAll('\\', '/')) ??
          specifier,
      };
    if (ASSET.test(path)) return IGNORED;
    if (isKnown(path) || isTypeScript(path)) return { kind: 'file', path };
    const source = findSourceOf(path, getManifestFolder(dirname(path)), getCompilation, isFile);
    return { kind: 'file', path: source !== undefined && isTypeScript(source) ? source : path };
  };
  const resolveOnDisk = (
    importer: string,
    specifier: string,
    kind: LoadKind,
  ): Resolution | undefined => {
    const found = getResolver(importer, kind, true).resolveFileSync(importer, specifier).path;
    if (found !== undefined) return toResolution(found, specifier);
    // A file that its `tsconfig.json` does not include is still run with its aliases by runners and
    // bundlers.
    const paths = specifier.startsWith('.') ? [] : getCompilation(importer).matchPaths(specifier);
    const [aliased] = paths.flatMap((path) => findLocalFile(path, importer, isFile) ?? []);
    if (aliased !== undefined) return toResolution(aliased, specifier);
    // The resolver fails on a configuration that extends one that is not installed.
    const plain = getResolver(importer, kind, false).sync(dirname(importer), specifier).path;
    return plain === undefined ? undefined : toResolution(plain, specifier);
  };
  const resolveRelative = (importer: string, specifier: string, kind: LoadKind): Resolution => {
    const path = resolve(dirname(importer), specifier);
    const known =
      specifier.endsWith('/') || /(?:^|\/)\.{1,2}$/.test(specifier)
        ? undefined
        : findLocalFile(path, importer, isKnown);
    // The `package.json` of a folder decides what the folder resolves to.
    if (known !== undefined && (dirname(known) !== path || !existsSync(join(path, 'package.json'))))
      return { kind: 'file', path: known };
    const found = resolveOnDisk(importer, specifier === '.' ? './' : specifier, kind);
    if (found ?? ASSET.test(path)) return found ?? IGNORED;
    const source = findSourceOf(path, getManifestFolder(dirname(path)), getCompilation, isFile);
    return source === undefined ? UNRESOLVED : { kind: 'file', path: source };
  };
  /**
   * Resolves `#lib/x` by `imports` of the nearest manifest if the target does not exist: to a
   * package, or to the source of build output.
   */
  const resolveOwnImport = (
    importer: string,
    specifier: string,
    kind: LoadKind,
  ): Resolution | undefined => {
    const folder = getManifestFolder(dirname(importer));
    const imports: unknown = readNearestManifest(folder)?.['imports'];
    for (const target of getImportTargets(imports, specifier, NODE_CONDITIONS[kind])) {
      if (!target.startsWith('.')) return resolveBare(importer, target, kind);
      const path = join(folder, target);
      const source =
        findSourceOf(path, folder, getCompilation, isFile) ?? findLocalFile(path, importer, isFile);
      if (source !== undefined) return { kind: 'file', path: source };
    }
    return undefined;
  };
  const resolveBare = (importer: string, specifier: string, kind: LoadKind): Resolution => {
    const found = resolveOnDisk(importer, specifier, kind);
    if (found && found.kind !== 'package') return found;
    const own = specifier.startsWith('#') ? resolveOwnImport(importer, specifier, kind) : undefined;
    if (own) return own;
    const name = getPackageName(specifier);
    if (name === undefined) return ASSET.test(specifier) ? IGNORED : (found ?? UNRESOLVED);
    workspaces ??= findWorkspacePackages(root);
    const workspace = workspaces.get(name);
    const subpath = specifier.slice(name.length + 1);
    const path =
      workspace &&
      resolveInWorkspace(workspace, subpath, NODE_CONDITIONS[kind], getCompilation, isFile);
    if (path !== undefined) return ASSET.test(path) ? IGNORED : { kind: 'file', path };
    if (found) return found;
    return ASSET.test(specifier) ? IGNORED : { kind: 'package', name };
  };
  return {
    resolve(importer, specifier, kind) {
      if (
        specifier.startsWith('./') ||
        specifier.startsWith('../') ||
        specifier.startsWith('/') ||
        specifier === '.' ||
        specifier === '..'
      )
        return resolveRelative(importer, specifier, kind);
      if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier.slice(5) };
      if (BUILTINS.has(specifier)) return { kind: 'builtin', name: specifier };
      if (specifier === '' || SCHEME.test(specifier)) return IGNORED;
      const own = getLoadKind(importer, kind);
      // Within one package and one configuration, it resolves alike in all files, unless one is
      // included and another is not.
      const key = `${getManifestFolder(dirname(importer))}\n${getCompilation(importer).path ?? ''}\n${own}\n${specifier}`;
      let resolution = bare.get(key);
      if (!resolution) bare.set(key, (resolution = resolveBare(importer, specifier, own)));
      return resolution;
    },
  };
}

/** TypeScript sources only: a `.d.ts` file stands for build output. */
function isTypeScript(path: string): boolean {
  return /(?<!\.d)\.[mc]?tsx?$/.test(path);
}

function toOptions(importer: string, kind: LoadKind, usesAliases: boolean): NapiResolveOptions {
  const { extensions, extensionAlias } = getExtensionOrder(importer);
  return {
    ...(usesAliases ? { tsconfig: 'auto' } : {}),
    conditionNames: [...NODE_CONDITIONS[kind]],
    extensions: [...extensions, '.node'],
    extensionAlias: Object.fromEntries(
      Object.entries(extensionAlias).map(([extension, aliases]) => [extension, [...aliases]]),
    ),
    mainFields: ['main'],
  };
}

function getImportTargets(
  imports: unknown,
  specifier: string,
  conditions: readonly string[],
): readonly string[] {
  if (!isImports(imports)) return [];
  try {
    return resolveImports(imports, specifier, [...conditions, 'default']);
  } catch {
    return []; // no match
  }
}

function isImports(value: unknown): value is Parameters<typeof resolveImports>[0] {
  return typeof value === 'object' && value !== null;
}
