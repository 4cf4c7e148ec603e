// The generated part of README.md, from the checks themselves.
import { checks } from '../checks/registry.ts';

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
