// Writes a new check into a copy of this project: its files, and its line in the registry.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildFiles, toIdentifier, type NewCheck } from './templates.ts';

/** The one file of others that a new check changes. */
const REGISTRY = 'src/checks/registry.ts';

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
export async function writeNewCheck(
  root: string,
  check: Omit<NewCheck, 'hundred'>,
): Promise<readonly string[]> {
  const { id } = check;
  if (!/^(?:no|prefer|require)(?:-[a-z]+)+$/.test(id)) {
    throw new NewCheckError(
      `\`${id}\` is no name for a check. Name it after the construct: \`no-…\`, \`prefer-…\` or \`require-…\`, in small letters.`,
    );
  }
  const files = buildFiles({ ...check, hundred: await findFreeHundred(root) });
  const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (taken !== undefined) throw new NewCheckError(`\`${taken}\` is already there.`);
  const texts = { ...files, [REGISTRY]: await buildRegistry(root, id) };
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return Object.keys(texts);
}

/** The first hundred of refusal codes that no check has: 1 of `B1xx` is taken by the first one. */
async function findFreeHundred(root: string): Promise<number> {
  const folder = join(root, 'src/checks');
  const paths = (await readdir(folder, { recursive: true })).filter((path) =>
    path.endsWith('refusals.ts'),
  );
  const taken: number[] = [];
  for (const path of paths) {
    const text = await readFile(join(folder, path), 'utf8');
    for (const [, hundred] of text.matchAll(/^ {2}B(\d)\d\d:/gm)) taken.push(Number(hundred));
  }
  return Math.max(0, ...taken) + 1;
}

/** A line, and those that it belongs among. */
interface Insertion {
  readonly line: string;
  readonly among: RegExp;
}

async function buildRegistry(root: string, id: string): Promise<string> {
  const name = toIdentifier(id);
  const lines: readonly Insertion[] = [
    {
      line: `import { ${name} } from './${id}/check.ts';`,
      among: /^import \{ \w+ \} from '\.\/(?:no|prefer|require)-[a-z-]+\/check\.ts';$/,
    },
    { line: `  ${name},`, among: /^ {2}(?:no|prefer|require)[A-Z]\w+,$/ },
  ];
  const text = await readFile(join(root, REGISTRY), 'utf8');
  return lines.reduce((before, { line, among }) => insertSorted(before, line, among), text);
}

/** Puts a line among those of its kind, in alphabetical order. */
function insertSorted(text: string, line: string, among: RegExp): string {
  const lines = text.split('\n');
  const last = lines.findLastIndex((one) => among.test(one));
  if (last < 0)
    throw new NewCheckError(
      `\`${REGISTRY}\` has no line like \`${line.trim()}\` to put this one beside.`,
    );
  const next = lines.findIndex((one) => among.test(one) && one > line);
  return lines.toSpliced(next < 0 ? last + 1 : next, 0, line).join('\n');
}
