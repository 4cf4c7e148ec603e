// Comments that disable rules, read as ESLint reads them.
import { getLineStart, getNextLineStart } from '../text/source-text.ts';
import type { DisableFact } from './facts.ts';
import type { SyntaxTree } from './tree.ts';

const DIRECTIVE = /^\s*(?:eslint|oxlint)-(disable(?:-next-line|-line)?|enable)(?=\s|$)([^]*)$/;

/**
 * Extracts the text that `eslint-disable`, `-disable-line`, `-disable-next-line` and
 * `eslint-enable` comments cover.
 * @see https://eslint.org/docs/latest/use/configure/rules#disabling-rules
 */
export function extractDisables({
  comments,
  source: { text },
}: SyntaxTree): readonly DisableFact[] {
  const facts: DisableFact[] = [];
  const open: { start: number; rules: readonly string[] }[] = [];
  for (const comment of comments) {
    const [, kind, rest = ''] = DIRECTIVE.exec(comment.text) ?? [];
    const rules =
      rest
        .split(/\s-{2,}\s/)[0]
        ?.split(',')
        .map((rule) => rule.trim())
        .filter(Boolean) ?? [];
    if (kind === 'disable-line') {
      facts.push({
        range: [getLineStart(text, comment.range[0]), getNextLineStart(text, comment.range[1])],
        rules,
      });
    } else if (kind === 'disable-next-line') {
      const start = getNextLineStart(text, comment.range[1]);
      facts.push({ range: [start, getNextLineStart(text, start)], rules });
    } else if (kind === 'disable' && comment.kind === 'block') {
      open.push({ start: comment.range[0], rules });
    } else if (kind === 'enable' && comment.kind === 'block') {
      for (const region of open.splice(0)) {
        facts.push({ range: [region.start, comment.range[0]], rules: region.rules });
        const left = rules.length === 0 ? [] : region.rules.filter((rule) => !rules.includes(rule));
        if (left.length > 0) open.push({ start: comment.range[0], rules: left });
      }
    }
  }
  return [
    ...facts,
    ...open.map(({ start, rules }): DisableFact => ({ range: [start, text.length], rules })),
  ];
}
