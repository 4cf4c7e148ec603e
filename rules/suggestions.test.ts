// What the editor offers is what the codemod writes: for every finding of every fixture case, the
// suggestion (law 4: the fix) gives the
// text that the finding's own edits give, and there is none where the codemod refuses.
import type { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { isRefusal, type Check, type EditPlan } from '../src/checks/define-check.ts';
import { getCheck } from '../src/checks/registry.ts';
import { findFixes } from '../src/fix/fix-source.ts';
import type { FixOutcome } from '../src/model/report.ts';
import { applyEdits } from '../src/text/edits.ts';
import { toSourceText } from '../src/text/source-text.ts';
import { readBackend, readCases } from './fixture-cases.test-support.ts';
import { lint, openSession } from './hosts.test-support.ts';

const cases = [...readCases(), ...readBackend()].map(
  (one) => [`${one.id} ${one.name}`, one] as const,
);

describe('suggestions', () => {
  // The rules know no cure options, so a case that sets some is looked at with the defaults.
  it.each(cases)('%s', async (_, one) => {
    const source = toSourceText(one.path, one.raw);
    const session = openSession({ ...one, fixOptions: {} });
    const check = getCheck(one.id);
    const { outcomes } = findFixes(source, session);
    const expected = outcomes.map((outcome) => ({
      message: outcome.finding.message,
      at: outcome.finding.range[0],
      ...getOffers(outcome, check, source.text),
    }));

    const messages = await lint(one, 'typescript');
    const actual = messages.map((message) => ({
      message: message.message,
      at: toOffset(source.text, message),
      fix: message.fix ? applyFix(source.text, message.fix) : undefined,
      suggestions: (message.suggestions ?? []).map(({ fix }) => applyFix(source.text, fix)),
    }));
    expect(actual.sort((a, b) => a.at - b.at)).toEqual(expected);
  });

  it('leave a file a module whose last import goes', async () => {
    const one = cases.find(([name]) => name.includes('last-import-of-a-file'))?.[1];
    if (!one) throw new Error('no such case');
    const [message] = await lint(one, 'typescript');
    expect(message?.suggestions?.map(({ fix }) => applyFix(one.raw, fix))).toEqual([
      expect.stringMatching(/\nexport \{\};\n$/),
    ]);
  });
});

interface Offers {
  readonly fix: string | undefined;
  readonly suggestions: readonly string[];
}

function getOffers(
  { finding, fix: own }: FixOutcome,
  check: Check | undefined,
  text: string,
): Offers {
  const apply = (plan: EditPlan): string => applyEdits(text, plan.edits);
  const plans = check?.suggestions?.map(({ fixOptions: fix }) => finding.fix(fix)) ?? [own];
  return {
    fix: own && !isRefusal(own) && own.safety === 'fix' ? apply(own) : undefined,
    suggestions: plans.flatMap((plan) =>
      plan && !isRefusal(plan) && plan.safety === 'suggestion' ? [apply(plan)] : [],
    ),
  };
}

function applyFix(
  text: string,
  {
    range,
    text: replacement,
  }: { readonly range: readonly [number, number]; readonly text: string },
): string {
  return text.slice(0, range[0]) + replacement + text.slice(range[1]);
}

function toOffset(
  text: string,
  { line, column }: Pick<Linter.LintMessage, 'line' | 'column'>,
): number {
  const lines = text.split(/(?<=\r\n|[\n\u2028\u2029]|\r(?!\n))/);
  return lines.slice(0, line - 1).join('').length + column - 1;
}
