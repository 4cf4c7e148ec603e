// References by imports are the same as by types, wherever imports find them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { listSourceFiles } from '../files/walk.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toSourceText } from '../text/source-text.ts';
import { createImportReferences } from './import-references.ts';
import { openTypeProject } from './type-project.ts';
import type { Reference } from '../checks/async-propagation/references.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const facts = new Map<string, ModuleFacts>();

function getFacts(path: string): ModuleFacts | undefined {
  const known = facts.get(path);
  if (known) return known;
  const result = analyzeModule(toSourceText(path, readFileSync(path, 'utf8')));
  if (isParseFailure(result)) return undefined;
  facts.set(path, result);
  return result;
}

/** Formats the references that are not in import clauses. */
function toPlaces(references: readonly Reference[]): readonly string[] {
  const calls = references.filter(({ path, range }) => {
    const own = getFacts(path);
    return own?.mentions
      .get(own.source.text.slice(...range))
      ?.some((mention) => mention.range[0] === range[0] && mention.role !== 'link');
  });
  return calls.map(({ path, range }) => `${path}:${String(range[0])}`).sort();
}

it.each([
  'fixtures/projects/imports-tell-who-calls-it',
  'fixtures/projects/calls-methods-aliases-and-re-exports',
  'src/checks',
  'src/report',
])('agrees with types in %s', (folder) => {
  const files = listSourceFiles(join(root, folder), join(root, folder));
  const findFilesWith = (word: string): readonly string[] =>
    files.filter((path) => getFacts(path)?.names.has(word));
  const findByImports = createImportReferences({
    root: join(root, folder),
    getFacts,
    findFilesWith,
    isSource: (path) => files.includes(path),
  });
  const types = openTypeProject({
    tsconfig: join(root, folder.startsWith('src') ? '' : folder, 'tsconfig.json'),
    findFilesWith,
  });
  let compared = 0;
  for (const path of files) {
    const own = getFacts(path);
    for (const variable of own?.variables
      .filter(({ kind, isExported }) => kind === 'function' && isExported)
      .slice(0, 2) ?? []) {
      const found = own && findByImports(own, variable);
      if (!found) continue;
      const byTypes = types.find(path, variable.declaration);
      if (typeof byTypes === 'string') throw new Error(byTypes);
      expect(toPlaces(found), `${path} ${variable.name}`).toEqual(toPlaces(byTypes));
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(0);
});
