// Type information for the work across files: the only file that knows ts-morph. It runs on the TypeScript that ts-morph bundles, never on
// the user's, and loads files only when somebody asks for a name that they hold.
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Node, Project, type Identifier, type PrivateIdentifier, type Type } from 'ts-morph';
import type { Reference, ReferenceFinder, ResultKind } from '../src/checks/async-propagation.ts';
import type { Range } from '../src/text/range.ts';

/** What a project for types is made of. */
export interface TypeProjectOptions {
  /** The `tsconfig.json` that the files are compiled with. */
  readonly tsconfig: string;
  /** Every file that could refer to something, tests included. */
  readonly files: readonly string[];
}

type Name = Identifier | PrivateIdentifier;

/** Opens a project. Nothing is parsed until the first question. */
export function openTypeProject({ tsconfig, files }: TypeProjectOptions): ReferenceFinder {
  const project = new Project({
    tsConfigFilePath: tsconfig,
    skipAddingFilesFromTsConfig: true,
    compilerOptions: { allowJs: true, checkJs: false, noEmit: true },
  });
  const texts = new Map<string, string>();

  /** Files that do not hold a name can't refer to it, except under another name, which they then have from one that does. */
  const addFilesWith = (name: string): void => {
    const isWhole = new RegExp(`(?<![\\w$])${name.replace(/[$]/g, '\\$&')}(?![\\w$])`);
    for (const file of files) {
      if (project.getSourceFile(file)) continue;
      const text = texts.get(file) ?? readFileSync(file, 'utf8');
      texts.set(file, text);
      if (isWhole.test(text)) project.addSourceFileAtPath(file);
    }
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
      const names = new Set([name.getText(), ...(isDefaultExport(name) ? [getModuleName(path)] : [])]);
      let nodes: readonly Node[] = [];
      for (let seen = 0; seen < names.size; ) {
        for (const one of [...names].slice(seen)) addFilesWith(one);
        seen = names.size;
        nodes = name.findReferencesAsNodes();
        for (const node of nodes) for (const alias of findAliases(node)) names.add(alias);
      }
      const references = [...nodes.map(toReference), toReference(name)];
      return [...new Map(references.map((one) => [`${one.path}:${String(one.range[0])}`, one])).values()];
    },
    getResultKind(path, range) {
      const name = getName(path, range);
      const signature = name?.getType().getCallSignatures()[0];
      if (!signature) return 'unknown';
      return toPromiseKind(signature.getReturnType());
    },
  };
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
    return kinds.size === 1 && only ? only : kinds.has('promise') || kinds.has('thenable') ? 'thenable' : 'value';
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

function toReference(node: Node | Name): Reference {
  const source = node.getSourceFile();
  const shift = getBomLength(source.getFullText());
  return { path: source.getFilePath(), range: [node.getStart() - shift, node.getEnd() - shift] };
}

/** TypeScript counts a byte order mark that it keeps in the text. */
function getBomLength(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}
