// The files around a plan over functions: their facts, which of them may be rewritten, and who refers to whom by types.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { findTsconfig } from 'get-tsconfig';
import type { PropagationFiles, ReferenceFinder } from '../checks/async-propagation/propagate.ts';
import { createInFileReferences } from '../checks/async-propagation/in-file-references.ts';
import { readFacts } from '../resolve/local-modules.ts';
import { findManifestFolder, readNearestManifest } from '../files/manifest.ts';
import { toLabel } from '../files/label.ts';
import { listSourceFiles } from '../files/walk.ts';
import type { SourceFixes } from './fix-source.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { createImportReferences } from './import-references.ts';
import type { openTypeProject } from './type-project.ts';

/** The files of a project, without types until somebody needs these. */
export interface ProjectFiles extends PropagationFiles {
  /**
   * Works something out by imports and scopes, and where these left something open, once more with types, which take long to load.
   * @param isSettled whether types would change nothing that matters
   */
  ask<T>(work: () => T, isSettled?: (found: T) => boolean): Promise<T>;
}

/**
 * Opens the files of a project.
 * @param rewritable the files of this run
 * @param root the folder that paths are shown relative to
 * @param known files whose facts are there already
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
  /** The project for types that was asked last. One takes up to a gigabyte, so that two are never there at once. */
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

/** Files by the words they hold. Texts are read once. */
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

/** Every file that could refer to one of the files, tests and other packages of the workspace included. */
function findWorkspaceFiles(paths: readonly string[]): readonly string[] {
  const roots = [...new Set(paths.map((path) => findWorkspaceRoot(dirname(path))))].sort();
  const outermost = roots.filter(
    (root) => !roots.some((other) => other !== root && !relative(other, root).startsWith('..')),
  );
  return [
    ...new Set([...paths, ...outermost.flatMap((folder) => listSourceFiles(folder, folder))]),
  ];
}

/** The outermost folder with a manifest that names workspaces, or the nearest one with a manifest. */
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

/** Whether a file is the entry of a package that is published: its callers are elsewhere. */
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
