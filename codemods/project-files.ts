// The files around a plan over functions: their facts, which of them may be rewritten, and who refers to whom by types.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { findTsconfig } from 'get-tsconfig';
import type { PropagationFiles, ReferenceFinder } from '../src/checks/async-propagation.ts';
import { createInFileReferences } from '../src/checks/in-file-references.ts';
import { findManifestFolder, readNearestManifest } from '../src/project/manifest.ts';
import { toLabel } from '../src/project/session.ts';
import { listSourceFiles } from '../src/project/walk.ts';
import type { SourceCures } from '../src/project/fix-source.ts';
import { analyzeModule, isParseFailure } from '../src/syntax/analyze.ts';
import type { ModuleFacts } from '../src/syntax/facts.ts';
import { toSourceText } from '../src/text/source-text.ts';

/**
 * Opens the files of a project. Types are loaded when the first question about them is asked.
 * @param rewritable the files of this run
 * @param root the folder that paths are shown relative to
 * @param known files whose facts are there already
 */
export async function openProjectFiles(rewritable: readonly string[], root: string, known: ReadonlyMap<string, SourceCures>): Promise<PropagationFiles> {
  const { openTypeProject } = await import('./type-project.ts');
  const all = findWorkspaceFiles(rewritable);
  const rewritten = new Set(rewritable);
  const facts = new Map<string, ModuleFacts | undefined>();
  const getFacts = (path: string): ModuleFacts | undefined => {
    if (!facts.has(path)) facts.set(path, known.get(path)?.facts ?? readFacts(path));
    return facts.get(path);
  };
  const finders = new Map<string, ReferenceFinder>();
  const getFinder = (path: string): ReferenceFinder | undefined => {
    const own = getFacts(path);
    const tsconfig = findTsconfig(path, 'tsconfig.json');
    if (!tsconfig || !own?.isTypeScript) return own && createInFileReferences(own);
    const finder = finders.get(tsconfig) ?? openTypeProject({ tsconfig, files: all });
    finders.set(tsconfig, finder);
    return finder;
  };
  return {
    getFacts,
    isRewritable: (path) => rewritten.has(path),
    isPublished,
    toLabel: (path) => toLabel(root, path),
    references: {
      find: (path, name) => getFinder(path)?.find(path, name) ?? 'the file does not parse',
      getResultKind: (path, name) => getFinder(path)?.getResultKind(path, name) ?? 'unknown',
    },
  };
}

function readFacts(path: string): ModuleFacts | undefined {
  const result = analyzeModule(toSourceText(path, readFileSync(path, 'utf8')));
  return isParseFailure(result) ? undefined : result;
}

/** Every file that could refer to one of the files, tests and other packages of the workspace included. */
function findWorkspaceFiles(paths: readonly string[]): readonly string[] {
  const roots = [...new Set(paths.map((path) => findWorkspaceRoot(dirname(path))))].sort();
  const outermost = roots.filter((root) => !roots.some((other) => other !== root && !relative(other, root).startsWith('..')));
  return [...new Set([...paths, ...outermost.flatMap((folder) => listSourceFiles(folder, folder))])];
}

/** The outermost folder with a manifest that names workspaces, or the nearest one with a manifest. */
function findWorkspaceRoot(directory: string): string {
  const nearest = findManifestFolder(directory) ?? directory;
  let root = nearest;
  for (let at = nearest; ; at = dirname(at)) {
    if (existsSync(join(at, 'pnpm-workspace.yaml')) || (existsSync(join(at, 'package.json')) && 'workspaces' in (readNearestManifest(at) ?? {}))) root = at;
    if (dirname(at) === at) return root;
  }
}

/** Whether a file is the entry of a package that is published: its callers are elsewhere. */
function isPublished(path: string): boolean {
  const folder = findManifestFolder(dirname(path));
  const manifest = readNearestManifest(dirname(path));
  if (folder === undefined || !manifest || manifest['private'] === true || manifest['name'] === undefined) return false;
  if (!('exports' in manifest) && !('main' in manifest) && !('module' in manifest)) return false;
  return /^(?:src\/|lib\/)?index\.[cm]?[jt]sx?$/.test(relative(folder, path).replaceAll('\\', '/')) && basename(path).startsWith('index.');
}
