// Type information for the work across files: the only file that knows ts-morph. It runs on the TypeScript that ts-morph bundles, never on
// the user's, and loads files only when somebody asks for a name that they hold.
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
import type {
  Reference,
  ReferenceFinder,
  ResultKind,
} from '../checks/async-propagation/propagate.ts';
import { findManifestFolder } from '../files/manifest.ts';
import type { Range } from '../text/range.ts';

/** What a project for types is made of. */
export interface TypeProjectOptions {
  /** The `tsconfig.json` that the files are compiled with. */
  readonly tsconfig: string;
  /** Every file that holds a word, of all that could refer to something, tests included. */
  findFilesWith(word: string): Iterable<string>;
}

type Name = Identifier | PrivateIdentifier;

/** Opens a project. Nothing is parsed until the first question. */
export function openTypeProject({ tsconfig, findFilesWith }: TypeProjectOptions): ReferenceFinder {
  const project = new Project({
    tsConfigFilePath: tsconfig,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowJs: true, checkJs: false, noEmit: true },
  });

  /** Files that do not hold a name can't refer to it, except under another name, which they then have from one that does. */
  const addFilesWith = (name: string): void => {
    for (const file of findFilesWith(name))
      if (!project.getSourceFile(file)) project.addSourceFileAtPath(file);
  };

  /** Something without a type is looked at in the file's own package only: in others, a name that is used there by chance would stop everything. */
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
        ? findUntyped(
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

/** In words, a member of that name of something without a type, which may be the one that is looked for. */
function findUntyped(
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

/** The other names under which a reference passes it on: `export { open as openImage }`, `export { open as default }`. */
function* findAliases(node: Node): Iterable<string> {
  const parent = node.getParent();
  if (!Node.isExportSpecifier(parent) && !Node.isImportSpecifier(parent)) return;
  const alias = parent.getAliasNode()?.getText();
  if (alias === undefined) return;
  yield alias === 'default' ? getModuleName(node.getSourceFile().getFilePath()) : alias;
}

/** A union is what all of its parts are, or a mixture that nobody can tell apart. */
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

/** What an import of the file has to mention: its name, or its folder's for an index. */
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

/** TypeScript counts a byte order mark that it keeps in the text. */
function getBomLength(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}
