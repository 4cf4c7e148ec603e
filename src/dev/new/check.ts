// Writes a new check into a copy of this project: its files, and its lines in the registries. Must not know what the files say.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildFiles, toIdentifier, type NewCheck } from './templates.ts';

/** A wish that can't be granted. */
export class NewCheckError extends Error {
  override readonly name = 'NewCheckError';
}

/**
 * Writes all files of a new check, all or none.
 * @param root the folder of the project
 * @returns the paths that were written or changed, relative to `root`
 * @throws NewCheckError for a name that breaks the habits or is taken
 */
export async function writeNewCheck(root: string, check: NewCheck): Promise<readonly string[]> {
  const { id } = check;
  if (!/^(?:no|prefer|require)(?:-[a-z]+)+$/.test(id)) {
    throw new NewCheckError(
      `\`${id}\` is no name for a check. Name it after the construct: \`no-…\`, \`prefer-…\` or \`require-…\`, in small letters.`,
    );
  }
  const files = buildFiles(check);
  const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (taken !== undefined) throw new NewCheckError(`\`${taken}\` is already there.`);
  const changed = await buildRegistries(root, id);
  for (const [path, text] of Object.entries({ ...files, ...changed })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return [...Object.keys(files), ...Object.keys(changed)];
}

/** A line, and those that it belongs among. */
interface Insertion {
  readonly line: string;
  readonly among: RegExp;
}

async function buildRegistries(
  root: string,
  id: string,
): Promise<Readonly<Record<string, string>>> {
  const name = toIdentifier(id);
  const toImport = (path: string): Insertion => ({
    line: `import { ${name} } from './${path}.ts';`,
    among: /^import \{ \w+ \} from '\.\/(?:no|prefer|require)-[a-z/-]+\.ts';$/,
  });
  const changes: Readonly<Record<string, readonly Insertion[]>> = {
    'src/checks/registry.ts': [
      toImport(`${id}/check`),
      { line: `  ${name},`, among: /^ {2}(?:no|prefer|require)[A-Z]\w+,$/ },
    ],
    'rules/plugin.ts': [
      toImport(id),
      { line: `  '${id}': ${name},`, among: /^ {2}'(?:no|prefer|require)-[a-z-]+': \w+,$/ },
    ],
  };
  const texts: Record<string, string> = {};
  for (const [path, lines] of Object.entries(changes)) {
    texts[path] = lines.reduce(
      (text, { line, among }) => insertSorted(text, line, among, path),
      await readFile(join(root, path), 'utf8'),
    );
  }
  return texts;
}

/** Puts a line among those of its kind, in alphabetical order. */
function insertSorted(text: string, line: string, among: RegExp, path: string): string {
  const lines = text.split('\n');
  const last = lines.findLastIndex((one) => among.test(one));
  if (last < 0)
    throw new NewCheckError(
      `\`${path}\` has no line like \`${line.trim()}\` to put this one beside.`,
    );
  const next = lines.findIndex((one) => among.test(one) && one > line);
  return lines.toSpliced(next < 0 ? last + 1 : next, 0, line).join('\n');
}
