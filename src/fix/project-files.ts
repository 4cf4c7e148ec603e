// The files that a change of functions may reach: their facts, whether they may be rewritten, and
// the references between them.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { findTsconfig } from 'get-tsconfig';
import { createInFileReferences } from '../checks/async-propagation/in-file-references.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { findManifestFolder, readNearestManifest } from '../files/manifest.ts';
import { toLabel } from '../files/label.ts';
import { listSourceFiles } from '../files/walk.ts';
import type { SourceFixes } from './fix-source.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { createImportReferences } from './import-references.ts';
import type { openTypeProject } from './type-project.ts';
import type { PropagationFiles, ReferenceFinder } from '../checks/async-propagation/references.ts';

/** The files of a project. Types are loaded only when they are needed. */
export interface ProjectFiles extends PropagationFiles {
  /**
   * Runs `work` with imports and scopes alone. Where they left a question open, runs it again with
   * types, which take long to load.
   * @param isSettled whether a result stays as it is whatever types would show
   */
  ask<T>(work: () => T, isSettled?: (found: T) => boolean): Promise<T>;
}

/**
 * Opens the files of a project: all source files of the workspace that the given files belong to.
 * @param rewritable absolute paths of the files of this run
 * @param root the folder that labels are relative to
 * @param known results that may hold the facts of files already
 */
export function openProjectFiles(
  rewritable: readonly string[],
  root: string,
  known: ReadonlyMap<string, Pick<SourceFixes, 'facts'>>,
): ProjectFiles {
  const all = findWorkspaceFiles(rewritable);
  const rewritten = new Set(rewritable);
  const facts = new Map<string, ModuleFacts | undefined>();
  const getFacts = (path: string): ModuleFacts | undefined => {
    if (!facts.has(path)) facts.set(path, known.get(path)?.facts ?? readFacts(path));
    return facts.get(path);
  };
  const sources = new Set(all);
  const findFilesWith = createWordSearch(all);
  const findByImports = createImportReferences({
    root,
    getFacts,
    findFilesWith,
    isSource: (path) => sources.has(path),
  });
  let openTypes: typeof openTypeProject | undefined;
  let openQuestions = 0;
  /** The last TypeScript project used. One takes up to a gigabyte, so only one is kept. */
  let types: { readonly tsconfig: string; readonly finder: ReferenceFinder } | undefined;
  const getTypes = (path: string, own: ModuleFacts): ReferenceFinder | undefined => {
    const tsconfig = findTsconfig(path, 'tsconfig.json');
    if (!tsconfig || !own.isTypeScript) return undefined;
    if (!openTypes) {
      openQuestions += 1;
      return undefined;
    }
    if (types?.tsconfig !== tsconfig) types = undefined;
    types ??= { tsconfig, finder: openTypes({ tsconfig, findFilesWith }) };
    return types.finder;
  };
  const find: ReferenceFinder['find'] = (path, name) => {
    const own = getFacts(path);
    if (!own) return 'the file does not parse';
    const inFile = createInFileReferences(own).find(path, name);
    if (typeof inFile !== 'string') return inFile;
    const variable = own.variables.find(({ declaration }) => declaration[0] === name[0]);
    return (
      (variable && findByImports(own, variable)) ?? getTypes(path, own)?.find(path, name) ?? inFile
    );
  };
  const getResultKind: ReferenceFinder['getResultKind'] = (path, name) => {
    const own = getFacts(path);
    return (own && getTypes(path, own)?.getResultKind(path, name)) ?? 'unknown';
  };
  return {
    getFacts,
    isRewritable: (path) => rewritten.has(path),
    isPublished,
    toLabel: (path) => toLabel(root, path),
    references: { find, getResultKind },
    async ask(work, isSettled) {
      const before = openQuestions;
      const found = work();
      if (openQuestions === before || isSettled?.(found)) return found;
      ({ openTypeProject: openTypes } = await import('./type-project.ts'));
      return work();
    },
  };
}

/** Creates a search for the files that contain a word. Texts are read once. */
function createWordSearch(files: readonly string[]): (word: string) => Iterable<string> {
  const texts = new Map<string, string>();
  const getText = (path: string): string => {
    const text = texts.get(path) ?? readFileSync(path, 'utf8');
    texts.set(path, text);
    return text;
  };
  return (word) => {
    const isWhole = new RegExp(`(?<![\\w$])${word.replace(/[$]/g, '\\$&')}(?![\\w$])`);
    return files.filter((path) => isWhole.test(getText(path)));
  };
}

/**
 * Finds all files that may refer to one of `paths`, tests and other packages of the workspace
 * included.
 */
function findWorkspaceFiles(paths: readonly string[]): readonly string[] {
  const roots = [...new Set(paths.map((path) => findWorkspaceRoot(dirname(path))))].sort();
  const outermost = roots.filter(
    (root) => !roots.some((other) => other !== root && !relative(other, root).startsWith('..')),
  );
  return [
    ...new Set([...paths, ...outermost.flatMap((folder) => listSourceFiles(folder, folder))]),
  ];
}

/** Finds the outermost folder that defines workspaces, or else the nearest one with a manifest. */
function findWorkspaceRoot(directory: string): string {
  const nearest = findManifestFolder(directory) ?? directory;
  let root = nearest;
  for (let at = nearest; ; at = dirname(at)) {
    if (
      existsSync(join(at, 'pnpm-workspace.yaml')) ||
      (existsSync(join(at, 'package.json')) && 'workspaces' in (readNearestManifest(at) ?? {}))
    )
      root = at;
    if (dirname(at) === at) return root;
  }
}

/** Whether a file is the entry of a published package, whose callers are unknown. */
function isPublished(path: string): boolean {
  const folder = findManifestFolder(dirname(path));
  const manifest = readNearestManifest(dirname(path));
  if (
    folder === undefined ||
    !manifest ||
    manifest['private'] === true ||
    manifest['name'] === undefined
  )
    return false;
  if (!('exports' in manifest) && !('main' in manifest) && !('module' in manifest)) return false;
  return (
    /^(?:src\/|lib\/)?index\.[cm]?[jt]sx?$/.test(relative(folder, path).replaceAll('\\', '/')) &&
    basename(path).startsWith('index.')
  );
}
