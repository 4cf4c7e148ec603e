// The page of all refusals: each code with its reason and way out, and an example that a fixture
// holds.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ENGINE_REFUSALS } from '../checks/engine-refusals.ts';
import { checks } from '../checks/registry.ts';
import type { RefusalDefinition, RefusalDefinitions } from '../checks/refusals.ts';

/** The refusals of all checks and of the fix engine, by code. */
export function getAllRefusals(): readonly (readonly [code: string, RefusalDefinition])[] {
  return [...checks.map(({ refusals = {} }) => refusals), ENGINE_REFUSALS].flatMap(
    (definitions: RefusalDefinitions) => Object.entries(definitions),
  );
}

/**
 * Writes the page.
 * @param fixtures the folder of the fixtures
 */
export function buildRefusalsPage(fixtures: string): string {
  const examples = findExamples(fixtures);
  const sections = getAllRefusals()
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, definition]) => {
      const example = examples.get(code);
      return [
        `## ${code}`,
        toSentence(definition.text),
        ...(example ? [`${example.title}:`, ...example.blocks] : []),
      ].join('\n\n');
    });
  const head = [
    '# Refusals',
    'What `ballast fix` leaves as it is, by code, with the way out and a program for which it says so. Codes are stable. `…` stands for what depends on the program.',
    '<!-- written by npm run readme -->',
  ];
  return `${[...head, ...sections].join('\n\n')}\n`;
}

interface Example {
  readonly title: string;
  readonly blocks: readonly string[];
}

/** The shortest example of each code. */
function findExamples(fixtures: string): ReadonlyMap<string, Example> {
  const examples = new Map<string, Example & { readonly size: number }>();
  const add = (codes: Iterable<string>, title: string, blocks: readonly string[]): void => {
    const size = blocks.join('').length;
    for (const code of codes)
      if (size < (examples.get(code)?.size ?? Infinity))
        examples.set(code, { title, blocks, size });
  };
  for (const folder of listFolders(join(fixtures, 'checks')).flatMap(listFolders)) {
    const findings = join(folder, 'findings.txt');
    const input = readdirSync(folder).find((name) => name.startsWith('input.'));
    if (!existsSync(findings) || input === undefined) continue;
    add(findCodes(readFileSync(findings, 'utf8'), /^-> (B\d+):/gm), toTitle(folder), [
      toBlock(join(folder, input)),
    ]);
  }
  for (const folder of ['projects', 'cuts'].flatMap((room) => listFolders(join(fixtures, room)))) {
    const texts = ['plan.txt', 'refused.txt']
      .map((name) => join(folder, 'expected', name))
      .filter((path) => existsSync(path));
    const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.[cm]?[jt]s$/.test(name))
      .sort();
    const paths = [
      join(folder, 'ballast.config.json'),
      ...files.map((name) => join(folder, 'src', name)),
    ].filter((path) => existsSync(path));
    const blocks = paths.map((path) => `\`${relative(folder, path)}\`\n\n${toBlock(path)}`);
    for (const text of texts)
      add(findCodes(readFileSync(text, 'utf8'), /^refused (B\d+)/gm), toTitle(folder), blocks);
  }
  return examples;
}

function findCodes(text: string, pattern: RegExp): ReadonlySet<string> {
  return new Set([...text.matchAll(pattern)].map(([, code = '']) => code));
}

function listFolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** `constructor-uses-it` → `Constructor uses it` */
function toTitle(folder: string): string {
  const words = (folder.split(/[\\/]/).at(-1) ?? '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toBlock(path: string): string {
  const text = readFileSync(path, 'utf8').replace('\uFEFF', '').replaceAll('\r\n', '\n').trim();
  return `\`\`\`${/\.[cm]?ts$/.test(path) ? 'ts' : path.endsWith('.tsx') ? 'tsx' : 'js'}\n${text}\n\`\`\``;
}

function toSentence(template: string): string {
  const text = template.replace(/`?\{\{\w+\}\}`?/g, '`…`');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
