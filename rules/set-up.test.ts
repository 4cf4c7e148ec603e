// Lists the directories: every check has its rule, its page, its codemod, its fixtures, and its
// place in the registries.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../src/checks/define-check.ts';
import { checks } from '../src/checks/registry.ts';
import { checkSource } from '../src/findings/check-source.ts';
import { findCandidates } from '../src/config/resolved-config.ts';
import { toSourceText } from '../src/text/source-text.ts';
import { listCaseFolders, readCases } from './fixture-cases.test-support.ts';
import { openSession } from './hosts.test-support.ts';
import plugin from './plugin.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function listIds(folder: string, extension: string): readonly string[] {
  const names = readdirSync(join(root, folder)).filter(
    (name) => name.endsWith(extension) && !/\.(?:test|test-support)\.ts$/.test(name),
  );
  return names
    .map((name) => basename(name, extension))
    .filter((id) => /^(?:no|prefer|require)-/.test(id))
    .sort();
}

const ids = checks.map(({ id }) => id).sort();

describe('the directories', () => {
  it('hold one page and codemod for each check, and no others', () => {
    expect(listIds('rules', '.md')).toEqual(ids);
    expect(listIds('codemods', '.ts')).toEqual(
      checks
        .filter(({ isFixable }) => isFixable)
        .map(({ id }) => id)
        .sort(),
    );
    expect(Object.keys(plugin.rules).sort()).toEqual(ids);
  });

  it('hold the stub of each codemod', () => {
    expect(listIds('codemods', '.js')).toEqual(listIds('codemods', '.ts'));
  });

  it('hold fixtures of known checks only', () => {
    expect(
      readdirSync(join(root, 'fixtures/checks'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(ids);
  });
});

describe.each(checks.map((check) => [check.id, check] as const))('%s', (id, check) => {
  it('is named after a construct and described in words', () => {
    expect(id).toMatch(/^(?:no|prefer|require)(?:-[a-z]+)+$/);
    expect(check.docs.description).toMatch(/^[^.]{20,90}$/);
    expect(plugin.rules[id]?.meta?.docs).toMatchObject({
      description: check.docs.description,
      recommended: check.docs.recommended,
    });
  });

  it('is in both configurations', () => {
    for (const preset of ['recommended', 'strict'] as const)
      expect(plugin.configs[preset].rules).toHaveProperty([`ballast/${id}`]);
  });

  it('has messages of whole sentences', () => {
    for (const message of Object.values(check.messages)) expect(message).toMatch(/\.$/);
  });

  it('has a case that is flagged, one that is not, and one that is refused', () => {
    const verdicts = new Set(
      readCases()
        .filter((one) => one.id === id)
        .flatMap((one) => {
          const source = toSourceText(one.path, one.raw);
          const session = openSession(one);
          const { findings } = checkSource(source, findCandidates(source.text, session), session);
          return findings.length === 0
            ? ['not flagged']
            : [
                'flagged',
                ...findings.flatMap(({ finding }) => {
                  const fix = finding.fix();
                  return fix && isRefusal(fix) ? ['refused'] : [];
                }),
              ];
        }),
    );
    expect(verdicts).toEqual(
      new Set(check.isFixable ? ['flagged', 'not flagged', 'refused'] : ['flagged', 'not flagged']),
    );
  });

  it('has cases that are named by their situation, and whole', () => {
    for (const folder of listCaseFolders(id)) {
      expect(basename(folder)).toMatch(/^[a-z]+(?:-[a-z0-9]+)+$/);
      expect(basename(folder)).not.toMatch(/^case-|^test-|-\d+$/);
      const names = readdirSync(folder);
      expect(
        names.filter((name) => name.startsWith('input.')),
        folder,
      ).toHaveLength(1);
      expect(names, folder).toContain('findings.txt');
    }
  });

  it('is in the table of the README', () => {
    const rows = readFileSync(join(root, 'README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|') && line.includes(`(rules/${id}.md)`));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain(check.docs.description);
  });
});
