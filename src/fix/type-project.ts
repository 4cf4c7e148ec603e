// References and result types by TypeScript, through ts-morph, which bundles its own TypeScript. A
// file is loaded when a name is asked for that it contains.
import { basename, dirname } from 'node:path';
import {
  Node,
  Project,
  SyntaxKind,
  type Identifier,
  type PrivateIdentifier,
  type SourceFile,
  type Type,
} from 'ts-morph';
import { findManifestFolder } from '../files/manifest.ts';
import type { Range } from '../text/range.ts';
import type {
  Reference,
  ReferenceFinder,
  ResultKind,
} from '../checks/async-propagation/references.ts';

/** The files of a TypeScript project. */
export interface TypeProjectOptions {
  /** The `tsconfig.json` that the files are compiled with. */
  readonly tsconfig: string;
  /**
   * Finds the files that contain a word, of all files that may hold a reference, tests included.
   */
  findFilesWith(word: string): Iterable<string>;
}

type Name = Identifier | PrivateIdentifier;

/** One whose configuration TypeScript can't read has the options of none. */
function openProject(tsconfig: string): Project {
  const options = {
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowJs: true, checkJs: false, noEmit: true },
  };
  try {
    return new Project({ ...options, tsConfigFilePath: tsconfig });
  } catch {
    return new Project(options);
  }
}

/** Opens a project. Nothing is parsed before the first question. */
export function openTypeProject({ tsconfig, findFilesWith }: TypeProjectOptions): ReferenceFinder {
  const project = openProject(tsconfig);

  /**
   * A file without the name can refer to it only by an alias, which a file with the name defines.
   */
  const addFilesWith = (name: string): void => {
    for (const file of findFilesWith(name))
      if (!project.getSourceFile(file)) project.addSourceFileAtPath(file);
  };

  /**
   * In other packages, an untyped member that has the same name by chance would refuse every
   * change.
   */
  const findFilesOfPackage = (path: string, word: string): readonly SourceFile[] => {
    const folder = findManifestFolder(dirname(path));
    const own = [...findFilesWith(word)].filter(
      (file) => findManifestFolder(dirname(file)) === folder,
    );
    return own.flatMap((file) => project.getSourceFile(file) ?? []);
  };

  const getName = (path: string, [start]: Range): Name | undefined => {
    const source = project.getSourceFile(path) ?? project.addSourceFileAtPath(path);
    const node = source.getDescendantAtPos(start + getBomLength(source.getFullText()));
    return Node.isIdentifier(node) || Node.isPrivateIdentifier(node) ? node : undefined;
  };

  return {
    find(path, range) {
      const name = getName(path, range);
      if (!name) return 'its name is not an identifier';
      const names = new Set([
        name.getText(),
        ...(isDefaultExport(name) ? [getModuleName(path)] : []),
      ]);
      let nodes: readonly Node[] = [];
      for (let seen = 0; seen < names.size;) {
        for (const one of [...names].slice(seen)) addFilesWith(one);
        seen = names.size;
        nodes = name.findReferencesAsNodes();
        for (const node of nodes) for (const alias of findAliases(node)) names.add(alias);
      }
      const references = [...nodes.map(toReference), toReference(name)];
      const found = new Map(references.map((one) => [toKey(one), one]));
      const untyped = isMember(name)
        ? findUntypedMember(
            name.getText(),
            new Set(found.keys()),
            findFilesOfPackage(path, name.getText()),
          )
        : undefined;
      return untyped ?? [...found.values()];
    },
    getResultKind(path, range) {
      const name = getName(path, range);
      const signature = name?.getType().getCallSignatures()[0];
      if (!signature) return 'unknown';
      return toPromiseKind(signature.getReturnType());
    },
  };
}

function isMember(name: Name): boolean {
  const parent = name.getParent();
  return !Node.isFunctionDeclaration(parent) && !Node.isVariableDeclaration(parent);
}

/** Describes a member of that name on an untyped value, which may be the wanted one. */
function findUntypedMember(
  name: string,
  known: ReadonlySet<string>,
  sources: readonly SourceFile[],
): string | undefined {
  for (const source of sources) {
    for (const access of source.getDescendantsOfKind(SyntaxKind.PropertyAccessExpression)) {
      if (access.getName() !== name || known.has(toKey(toReference(access.getNameNode()))))
        continue;
      if (access.getExpression().getType().isAny())
        return `\`${access.getText()}\` at ${basename(source.getFilePath())}:${String(access.getStartLineNumber())} has no type`;
    }
  }
  return undefined;
}

/**
 * Finds the aliases that a reference defines: `export { open as openImage }`, `export { open as
 * default }`.
 */
function* findAliases(node: Node): Iterable<string> {
  const parent = node.getParent();
  if (!Node.isExportSpecifier(parent) && !Node.isImportSpecifier(parent)) return;
  const alias = parent.getAliasNode()?.getText();
  if (alias === undefined) return;
  yield alias === 'default' ? getModuleName(node.getSourceFile().getFilePath()) : alias;
}

/** A union is what all of its parts are; a mixture with promises may have to be awaited. */
function toPromiseKind(type: Type): ResultKind {
  if (type.isAny() || type.isUnknown()) return 'unknown';
  if (type.isUnion() && !type.isBoolean()) {
    const kinds = new Set(type.getUnionTypes().map(toPromiseKind));
    const [only] = kinds;
    return kinds.size === 1 && only
      ? only
      : kinds.has('promise') || kinds.has('thenable')
        ? 'thenable'
        : 'value';
  }
  if (type.getSymbol()?.getName() === 'Promise') return 'promise';
  return type.getProperty('then') ? 'thenable' : 'value';
}

function isDefaultExport(name: Name): boolean {
  const parent = name.getParent();
  return Node.isFunctionDeclaration(parent) && parent.isDefaultExport();
}

/** Gets the name that importers of a file must contain: its own, or its folder's for an index. */
function getModuleName(path: string): string {
  const name = basename(path).replace(/\..*$/, '');
  return name === 'index' ? basename(dirname(path)) : name;
}

function toKey({ path, range }: Reference): string {
  return `${path}:${String(range[0])}`;
}

function toReference(node: Node | Name): Reference {
  const source = node.getSourceFile();
  const shift = getBomLength(source.getFullText());
  return { path: source.getFilePath(), range: [node.getStart() - shift, node.getEnd() - shift] };
}

/** ts-morph keeps the byte order mark in the text, and counts it. */
function getBomLength(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}
