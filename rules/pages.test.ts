// The pages of the rules: their examples are linted, and their tables of refusals are those of the
// checks.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ENGINE_REFUSALS } from '../src/checks/engine-refusals.ts';
import { toReason, type RefusalDefinitions } from '../src/checks/refusals.ts';
import { checks } from '../src/checks/registry.ts';
import { lint } from './hosts.test-support.ts';

interface Example {
  readonly verdict: 'correct' | 'incorrect';
  readonly options: Readonly<Record<string, unknown>> | undefined;
  readonly language: string;
  readonly code: string;
  readonly line: number;
}

const TABLE = /(\| Code \| [^\n]*\n\|---\|---\|\n)(?:\|[^\n]*\n)*/;

// Outside of this project, whose compiler options would decide what TypeScript drops.
const folder = mkdtempSync(join(tmpdir(), 'ballast-pages-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(checks.map((check) => [check.id, check] as const))('%s, the page', (id, check) => {
  const path = fileURLToPath(new URL(`${id}.md`, import.meta.url));
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const examples = readExamples(page);

  it('is named after the rule and starts with its description', () => {
    expect(page).toMatch(new RegExp(`^# \`ballast/${id}\`\n\n${check.docs.description}\\.\n`, 'i'));
  });

  it('has examples of both kinds, and no code block without a verdict but for configurations', () => {
    expect(new Set(examples.map(({ verdict }) => verdict))).toEqual(
      new Set(['correct', 'incorrect']),
    );
    const blocks = [...page.matchAll(/^```[a-z]+\n(.*)/gm)].filter(
      ([, first]) => !first?.startsWith(`'ballast/${id}'`),
    );
    expect(blocks).toHaveLength(examples.length);
  });

  it.each(examples.map((one) => [one.line, one.verdict, one] as const))(
    'line %i is %s',
    async (_line, verdict, { options, language, code }) => {
      const cwd = mkdtempSync(join(folder, 'example-'));
      const files = splitFiles(code, language);
      for (const file of files) writeFileSync(join(cwd, file.name), file.text);
      const { name, text } = files.at(-1) ?? { name: '', text: '' };
      const path = join(cwd, name);
      const messages = await lint(
        { id, name: path, cwd, path, raw: text, configuration: {}, options, fixOptions: {} },
        'typescript',
      );
      expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
      if (verdict === 'correct') expect(messages).toEqual([]);
      else expect(messages).not.toEqual([]);
    },
  );

  it('names every option', () => {
    const { properties } = check.schema;
    const names =
      typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    for (const name of names) expect(page).toContain(`- \`${name}\`:`);
  });

  it('lists every refusal with its way out', async () => {
    if (!check.refusals) return;
    const table: RefusalDefinitions = { ...check.refusals, ...ENGINE_REFUSALS };
    const rows = Object.entries(table).map(
      ([code, { text, example = {} }]) => `| ${code} | ${toReason(text, example)} |\n`,
    );
    expect(page).toMatch(TABLE);
    await expect(
      page.replace(TABLE, (_, head: string) => head + rows.join('')),
    ).toMatchFileSnapshot(path);
  });
});

function readExamples(page: string): readonly Example[] {
  return [
    ...page.matchAll(/<!-- (correct|incorrect)(?: (\{.*\}))? -->\n+```([a-z]+)\n([^]*?)```/g),
  ].map((match) => {
    const [, verdict, options, language = 'ts', code = ''] = match;
    return {
      verdict: verdict === 'correct' ? 'correct' : 'incorrect',
      options: options === undefined ? undefined : toObject(JSON.parse(options)),
      language,
      code,
      line: page.slice(0, match.index).split('\n').length,
    };
  });
}

/** An example of several files has the name of each above it; the last one is linted. */
function splitFiles(
  code: string,
  language: string,
): readonly { readonly name: string; readonly text: string }[] {
  const parts = code.split(/^\/\/ ([\w-]+\.[jt]s)\n/m);
  if (parts.length === 1) return [{ name: `example.${language}`, text: code }];
  return parts
    .slice(1)
    .flatMap((name, index, rest) =>
      index % 2 === 0 ? [{ name, text: rest[index + 1] ?? '' }] : [],
    );
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
