// `npm run readme`: writes the generated parts of README.md, from the checks themselves.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checks } from '../checks/registry.ts';
import { buildRefusalsPage } from './refusals-page.ts';

const ROOT = new URL('../../../', import.meta.url);

/** The table of rules. */
export function buildRuleTable(): string {
  const rows = checks.map(({ id, docs, isFixable, suggestions = [] }) => {
    const variants =
      suggestions.length > 1 ? `, ${String(suggestions.length)} suggestions` : ', 1 suggestion';
    const fix = isFixable ? `codemod${variants}` : '';
    return `| [\`ballast/${id}\`](rules/${id}.md) | ${docs.description} | ${docs.recommended ? 'recommended, strict' : 'strict'} | ${fix} |`;
  });
  return ['| rule | what it does | presets | fix |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** The text with its generated part renewed. */
export function renewReadme(text: string): string {
  return text.replace(
    /(?<=<!-- rules: npm run readme -->\n)[^]*?(?=<!-- end of rules -->)/,
    () => `${buildRuleTable()}\n`,
  );
}

if (process.argv[1]?.endsWith('readme.js')) {
  const readme = new URL('README.md', ROOT);
  writeFileSync(readme, renewReadme(readFileSync(readme, 'utf8')));
  writeFileSync(
    new URL('rules/refusals.md', ROOT),
    buildRefusalsPage(fileURLToPath(new URL('fixtures', ROOT))),
  );
}
