// Disable comments for new awaits in loops, checked with the linters of projects.
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import { afterEach, describe, expect, it } from 'vitest';
import { createSession } from '../findings/session.ts';
import { markAwaits } from './await-in-loop.ts';
import { runFix } from './run-fix.ts';

const MARK = '// eslint-disable-next-line no-await-in-loop -- one at a time';

describe('markAwaits', () => {
  it('adds a comment above each new await in a loop, with its indentation and line end', () => {
    const before =
      'async function f(xs) {\r\n  for (const x of xs) {\r\n    await old(x);\r\n  }\r\n}\r\n';
    const after = before.replace(
      '    await old(x);\r\n',
      '    await old(x);\r\n    await g(x);\r\n    await h(x); await i(x);\r\n',
    );
    expect(markAwaits(before, after, 'a.ts')).toBe(
      after
        .replace('    await g', `    ${MARK}\r\n    await g`)
        .replace('    await h', `    ${MARK}\r\n    await h`),
    );
  });

  it('changes nothing where a comment would become part of a string', () => {
    const after = 'async function f(xs) {\n  for (const x of xs) log(`\n${await g(x)}`);\n}\n';
    expect(markAwaits('', after, 'a.js')).toBe(after);
  });

  it.each([
    'for (const x of await all()) { await f(x); () => { g(); }; async () => { await h(); }; }',
    'for (let i = await a(); await b(); await c()) { await d(); }',
    'for (const x in await a()) await b(x);',
    'while (await a()) { for await (const x of await b()) { await c(x); } }',
    'do { await a(); } while (await b());',
    'for await (const x of xs) { for (const y of x) await f(y); }',
    'for (const x of xs) { class A { async m() { await f(); } static { g(); } } const o = { async m() { await f(); } }; }',
    'if (a) { await f(); } for (const x of xs) if (await f(x)) break;',
  ])('sees what ESLint sees in %s', (code) => {
    const text = `async function run(xs) {\n${code.replaceAll('await', '\nawait').replaceAll('for \nawait', '\nfor await')}\n}\n`;
    const messages = new Linter().verify(text, [{ rules: { 'no-await-in-loop': 'error' } }]);
    const marked = markAwaits('', text, 'a.js').split('\n');
    const lines = marked
      .flatMap((line, index) => (line.trim() === MARK ? [index + 1] : []))
      .map((number, index) => number - index);
    expect(messages.every(({ ruleId }) => ruleId === 'no-await-in-loop')).toBe(true);
    expect(lines).toEqual([...new Set(messages.map(({ line }) => line))]);
  });

  it('ignores awaits outside loops, and those with a comment already', () => {
    const after = `async function f(xs) {\n  await g();\n  for (const x of xs) {\n    ${MARK}\n    await g(x);\n  }\n}\n`;
    expect(markAwaits('', after, 'a.js')).toBe(after);
  });
});

describe('ballast fix', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  const source =
    'export async function notify(users, send) {\n  await Promise.all(users.map(async (user) => {\n    const mail = await fetch(user.url);\n    await send(mail);\n  }));\n}\n';

  async function fix(
    files: Readonly<Record<string, string>>,
    hasEslint = true,
  ): Promise<{ readonly root: string; readonly output: string }> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-linted-')));
    folders.push(root);
    for (const [name, text] of Object.entries({
      'package.json': '{ "type": "module" }',
      'notify.js': source,
      ...files,
    }))
      writeFileSync(join(root, name), text);
    if (hasEslint)
      symlinkSync(
        fileURLToPath(new URL('../../node_modules', import.meta.url)),
        join(root, 'node_modules'),
        'junction',
      );
    await runFix(root, ['.'], createSession(root, {}), { isWriting: true });
    return { root, output: readFileSync(join(root, 'notify.js'), 'utf8') };
  }

  it('writes loops that pass the rule where it is on, without needless comments', async () => {
    const { root, output } = await fix({
      'eslint.config.js':
        "export default [{ rules: { 'no-await-in-loop': 'error' }, linterOptions: { reportUnusedDisableDirectives: 'error' } }];\n",
    });
    expect(output.split(MARK)).toHaveLength(3);
    const [result] = await new ESLint({ cwd: root }).lintFiles(['notify.js']);
    expect(result?.messages).toEqual([]);
  });

  it.each([
    [
      'where it is off',
      { 'eslint.config.js': "export default [{ rules: { 'no-await-in-loop': 'off' } }];\n" },
    ],
    [
      'where it is on for other files',
      {
        'eslint.config.js':
          "export default [{ files: ['other.js'], rules: { 'no-await-in-loop': 'error' } }];\n",
      },
    ],
    ['where the configuration is broken', { 'eslint.config.js': 'export default [;\n' }],
    [
      'where oxlint has it off in its category',
      {
        '.oxlintrc.json':
          '{ "categories": { "perf": "warn" }, "rules": { "no-await-in-loop": "off" } }',
      },
    ],
  ])('adds no comment %s', async (_, files) => {
    const { output } = await fix(files);
    expect(output).toContain('for (const user of users) {');
    expect(output).not.toContain('eslint-disable');
  });

  it.each([
    ['the rule', '{ "rules": { "no-await-in-loop": "error" } }'],
    ['its category', '{ // as usual\n  "categories": { "perf": "warn" } }'],
  ])('asks oxlint about %s', async (_, config) => {
    expect((await fix({ '.oxlintrc.json': config }, false)).output.split(MARK)).toHaveLength(3);
  });
});
