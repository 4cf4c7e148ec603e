// The fixture cases in ESLint's own RuleTester, which also looks at what a rule says of itself:
// placeholders, schema, suggestions that parse.
import parser from '@typescript-eslint/parser';
import { RuleTester } from 'eslint';
import { afterAll, describe, it } from 'vitest';
import { isRefusal } from '../src/checks/define-check.ts';
import { checks, getCheck } from '../src/checks/registry.ts';
import { findFixes } from '../src/fix/fix-source.ts';
import { applyEdits } from '../src/text/edits.ts';
import { toRawText, toSourceText } from '../src/text/source-text.ts';
import { readCases, type FixtureCase } from './fixture-cases.test-support.ts';
import { openSession } from './hosts.test-support.ts';
import plugin from './plugin.ts';

RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only;
Object.assign(RuleTester, { afterAll });

const tester = new RuleTester({ languageOptions: { parser, sourceType: 'module' } });

for (const { id } of checks) {
  const rule = plugin.rules[id];
  if (!rule) throw new Error(`there is no rule ${id}`);
  const cases = readCases().filter((one) => one.id === id && isFit(one));
  const tests = toUnique(cases).map(toTest);
  tester.run(id, rule, {
    valid: tests.filter(({ errors }) => errors.length === 0).map(({ errors: _, ...test }) => test),
    invalid: tests.filter(({ errors }) => errors.length > 0),
  });
}

/**
 * RuleTester has one folder for all globs, and gives the rule another name than disable comments
 * do.
 */
function isFit({ configuration, raw }: FixtureCase): boolean {
  return !configuration.entries && !configuration.exempt && !/(?:eslint|oxlint)-disable/.test(raw);
}

/** RuleTester allows no test twice. */
function toUnique(cases: readonly FixtureCase[]): readonly FixtureCase[] {
  return [
    ...new Map(
      cases.map((one) => [JSON.stringify([one.raw, one.options, one.configuration]), one]),
    ).values(),
  ];
}

function toTest(
  one: FixtureCase,
): RuleTester.InvalidTestCase & { readonly errors: RuleTester.TestCaseError[] } {
  const source = toSourceText(one.path, one.raw);
  const session = openSession({ ...one, fixOptions: {} });
  const { outcomes } = findFixes(source, session);
  const ways = getCheck(one.id)?.suggestions ?? [
    { messageId: 'applySuggestion', fixOptions: undefined },
  ];
  return {
    name: one.name,
    code: one.raw,
    filename: one.path,
    settings: { ballast: one.configuration },
    ...(one.options && { options: [one.options] }),
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: !/\.[mc]?ts$/.test(one.path) } } },
    errors: outcomes.map(({ finding, fix: own }): RuleTester.TestCaseError => ({
      message: finding.message,
      suggestions: ways.flatMap(({ messageId, fixOptions: fix }) => {
        const plan = fix ? finding.fix(fix) : own;
        if (!plan || isRefusal(plan) || plan.safety !== 'suggestion') return [];
        return [
          {
            messageId,
            data: { ...finding.data, summary: plan.summary },
            output: toRawText(source, applyEdits(source.text, plan.edits)),
          },
        ];
      }),
    })),
  };
}
