// What evaluating a file of an installed package loads: the JavaScript that its static imports and
// top-level requires reach, in the package and its dependencies. Reads files of `node_modules`
// without running them.
import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { findNativeSigns } from '../catalogue/native-signs.ts';
import { extractImportRecords, mayCompute } from '../syntax/modules/import-records.ts';
import { findStartupRequires, isTopLevel } from '../syntax/modules/startup-requires.ts';
import { toSourceText } from '../text/source-text.ts';
import { getPackageFolder, toPackageName } from '../files/manifest.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { NODE_CONDITIONS, type LoadKind } from '../resolve/resolve-module.ts';

/** What loading one file reaches. */
export interface PackageReach {
  /** The size of the JavaScript that is evaluated. */
  readonly bytes: number;
  /**
   * The first package found with a file that loads a native add-on, or with signs of one and a file
   * that may load it.
   */
  readonly native: string | undefined;
  /**
   * The folders of all packages reached; `undefined` stands for files outside installed packages.
   */
  readonly folders: ReadonlySet<string | undefined>;
}

/** What one file of a package loads, and what it may load later. */
interface PackageFile {
  /** The files that it certainly loads when it is evaluated. */
  readonly certain: readonly string[];
  /** The files named by requires that may be in a function, by specifier. */
  readonly possible: ReadonlyMap<string, string>;
  /** The specifiers of its dynamic imports. */
  readonly dynamic: readonly string[];
  /** Whether it may load something by a computed name. */
  readonly mayCompute: boolean;
}

export interface PackageGraph {
  /** The file that a specifier means in a folder, or undefined. */
  resolve(directory: string, specifier: string, kind: LoadKind): string | undefined;
  /**
   * What evaluating a file reaches; possibly a superset, if that is below the threshold and
   * contains none of the packages asked for.
   */
  reach(entry: string, isAsked: (name: string) => boolean): PackageReach;
  /** What one file loads, from lexing alone. */
  read(path: string): PackageFile;
  /** The possible loads of a file that happen when it is evaluated. Parses it. */
  findTopLevel(path: string): readonly string[];
}

/** A file with everything that is known about it. */
interface FileState extends PackageFile {
  readonly path: string;
  readonly folder: string | undefined;
  readonly bytes: number;
  /** Whether it loads an add-on, now or later. */
  readonly isNative: boolean;
  /** Whether it loads something by a computed name that may be an add-on. */
  readonly isComputed: boolean;
  /** The possible loads that happen when it is evaluated; absent until it is parsed. */
  parsed?: readonly string[];
}

const BUILTINS: ReadonlySet<string> = new Set(builtinModules);
/** Packages whose only purpose is to load an add-on. */
const LOADERS: ReadonlySet<string> = new Set([
  'bindings',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  '@mapbox/node-pre-gyp',
  'node-pre-gyp',
  'pkg-prebuilds',
  'require-addon',
]);
/** require(`./build/${name}.node`), require(join(__dirname, 'addon.node')), process.dlopen(…) */
const LOADS_ADDON =
  /\brequire\s*\(\s*(?:`[^`\n]*\$\{[^`\n]*\.node`|[\w$.]+\([^()\n]*['"`][^'"`\n]*\.node['"`])|\bprocess\.dlopen\b/;
/** require(path), __require(bindingEntry) */
const COMPUTED = /[rR]equire\w*\s*\(\s*[\w$]/;
/** Text that suggests that such a call loads an add-on. */
const MENTIONS_ADDON = /\.node['"`]|prebuil|binding/i;
/** Parsing a longer text takes seconds: in such a bundle, all requires count. */
const MOST_PARSED = 1_000_000;

/**
 * Creates a graph that caches the files it has read.
 *
 * @param enough - the threshold in bytes: below it, it doesn't matter which requires are at the top
 * level, so all may count
 */
export function createPackageGraph(enough: number): PackageGraph {
  const extensions = ['.js', '.json', '.node'];
  const first = new ResolverFactory({
    conditionNames: [...NODE_CONDITIONS.import],
    mainFields: ['main'],
    extensions,
  });
  const resolvers: Readonly<Record<LoadKind, ResolverFactory>> = {
    import: first,
    require: first.cloneWithOptions({
      conditionNames: [...NODE_CONDITIONS.require],
      mainFields: ['main'],
      extensions,
    }),
  };
  const files = new Map<string, FileState>();
  const signs = new Map<string, boolean>();

  const resolve = (directory: string, specifier: string, kind: LoadKind): string | undefined => {
    if (specifier.startsWith('node:') || BUILTINS.has(specifier)) return undefined;
    return resolvers[kind].sync(directory, specifier).path;
  };
  const read = (path: string): FileState => {
    const known = files.get(path);
    if (known) return known;
    const state = readState(path);
    files.set(path, state);
    return state;
  };
  const readState = (path: string): FileState => {
    const folder = getPackageFolder(path);
    const text = /\.[cm]?js$/.test(path) ? readIfThere(path) : undefined;
    if (text === undefined)
      return {
        path,
        folder,
        bytes: 0,
        isNative: path.endsWith('.node'),
        isComputed: false,
        certain: [],
        possible: new Map(),
        dynamic: [],
        mayCompute: false,
      };
    const certain: string[] = [];
    const possible = new Map<string, string>();
    const dynamic: string[] = [];
    let isNative = LOADS_ADDON.test(text);
    for (const record of extractImportRecords(toSourceText(path, text))) {
      const { kind, specifier } = record;
      if (kind === 'dynamic-import') {
        dynamic.push(specifier);
        continue;
      }
      isNative ||= LOADERS.has(specifier);
      const target = resolve(dirname(path), specifier, kind === 'require' ? 'require' : 'import');
      if (target === undefined) continue;
      isNative ||= target.endsWith('.node');
      if (isTopLevel(text, record)) certain.push(target);
      else possible.set(specifier, target);
    }
    return {
      path,
      folder,
      bytes: Buffer.byteLength(text),
      isNative,
      isComputed: COMPUTED.test(text) && MENTIONS_ADDON.test(text),
      certain,
      possible,
      dynamic,
      mayCompute: mayCompute(text),
    };
  };
  const parse = (state: FileState): readonly string[] => {
    if (state.parsed) return state.parsed;
    const requires =
      state.bytes > MOST_PARSED
        ? undefined
        : findStartupRequires(toSourceText(state.path, readIfThere(state.path) ?? ''));
    state.parsed = [...state.possible].flatMap(([specifier, target]) =>
      requires?.has(specifier) === false ? [] : [target],
    );
    return state.parsed;
  };
  const hasSigns = (folder: string): boolean => {
    const known = signs.get(folder) ?? findNativeSigns(folder).length > 0;
    signs.set(folder, known);
    return known;
  };
  /** @param isSuperset - whether all requires count, wherever they are */
  const walk = (entry: string, isSuperset: boolean): PackageReach => {
    const order = [entry];
    const seen = new Set(order);
    const folders = new Set<string | undefined>();
    const open: FileState[] = [];
    let bytes = 0;
    let native: string | undefined;
    const add = (targets: Iterable<string>): void => {
      for (const target of targets)
        if (!seen.has(target)) {
          order.push(target);
          seen.add(target);
        }
    };
    const take = (state: FileState): void => {
      const { folder, possible } = state;
      bytes += state.bytes;
      folders.add(folder);
      if (state.isNative || (state.isComputed && folder !== undefined && hasSigns(folder)))
        native ??= toPackageName(folder ?? dirname(state.path));
      add(state.certain);
      if (isSuperset) add(possible.values());
      else if (possible.size > 0) open.push(state);
    };
    for (let index = 0; index < order.length && !(isSuperset && bytes >= enough); index += 1) {
      take(read(order[index] ?? ''));
      // A file is parsed only where it may load something that nothing else loads.
      while (index === order.length - 1) {
        const state = open.pop();
        if (!state) break;
        if ([...state.possible.values()].some((target) => !seen.has(target))) add(parse(state));
      }
    }
    return { bytes, native, folders };
  };
  return {
    resolve,
    read,
    findTopLevel: (path) => parse(read(path)),
    reach(entry, isAsked) {
      const possible = walk(entry, true);
      const own = getPackageFolder(entry);
      const namesAsked = [...possible.folders].some(
        (folder) => folder !== undefined && folder !== own && isAsked(toPackageName(folder)),
      );
      return possible.bytes < enough && possible.native === undefined && !namesAsked
        ? possible
        : walk(entry, false);
    },
  };
}
