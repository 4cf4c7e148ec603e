// Which of several plans are made when they conflict, and what taking one back makes room for.
import { describe, expect, it } from 'vitest';
import type { EditPlan, Finding, Refusal } from '../checks/define-check.ts';
import type { FixOutcome } from '../model/report.ts';
import type { TextEdit } from '../text/edits.ts';
import { toSourceText } from '../text/source-text.ts';
import type { FixesByFile } from './collect.ts';
import { composeEdits, recomposeEdits, type Composition } from './compose.ts';

const TEXT = '0123456789';
const REFUSAL: Refusal = { code: 'B101', kind: 'final', reason: 'It has to wait.', range: [0, 1] };

function toEdit(start: number, end: number, text: string): TextEdit {
  return { range: [start, end], text };
}

function toOutcome(
  edits: readonly TextEdit[],
  elsewhere?: Readonly<Record<string, readonly TextEdit[]>>,
): FixOutcome {
  const fix: EditPlan = {
    edits,
    safety: 'codemod',
    summary: 'load it later',
    notes: [],
    ...(elsewhere && { elsewhere: new Map(Object.entries(elsewhere)) }),
  };
  const finding: Finding = {
    checkId: 'check',
    messageId: 'message',
    data: {},
    message: 'It is loaded.',
    range: [0, 1],
    fix: () => REFUSAL,
  };
  return { finding, fix };
}

function toFixes(outcomes: Readonly<Record<string, readonly FixOutcome[]>>): FixesByFile {
  return new Map(
    Object.entries(outcomes).map(([path, own]) => [
      path,
      { source: toSourceText(path, TEXT), outcomes: own },
    ]),
  );
}

function getTexts({ edits }: Composition): Readonly<Record<string, string>> {
  return Object.fromEntries(edits.apply(() => TEXT));
}

describe('composeEdits', () => {
  it('adds plans over several files before plans within one', () => {
    const fixes = toFixes({
      'a.ts': [toOutcome([toEdit(0, 2, 'in')])],
      'b.ts': [toOutcome([toEdit(5, 6, 'B')], { 'a.ts': [toEdit(1, 3, 'over')] })],
    });
    expect(getTexts(composeEdits(fixes))).toEqual({ 'a.ts': '0over3456789', 'b.ts': '01234B6789' });
  });

  it('refuses a plan over several files that conflicts, and keeps one within a file for the next pass', () => {
    const first = toOutcome([toEdit(0, 2, 'A')], { 'b.ts': [toEdit(0, 2, 'A')] });
    const second = toOutcome([toEdit(1, 3, 'B')], { 'c.ts': [toEdit(0, 2, 'B')] });
    const third = toOutcome([toEdit(1, 3, 'C')]);
    const { fixes, edits } = composeEdits(toFixes({ 'a.ts': [first, second, third] }));
    expect(fixes.get('a.ts')?.outcomes.map(({ fix }) => fix)).toEqual([
      first.fix,
      REFUSAL,
      third.fix,
    ]);
    expect(Object.fromEntries(edits.apply(() => TEXT))).toEqual({
      'a.ts': 'A23456789',
      'b.ts': 'A23456789',
    });
  });
});

describe('recomposeEdits', () => {
  it('removes a refused plan from all its files, and adds the plans that waited in source order', () => {
    const over = toOutcome([toEdit(0, 1, 'X')], { 'b.ts': [toEdit(0, 2, 'X')] });
    const waiting = toOutcome([toEdit(1, 4, 'W')]);
    const added = toOutcome([toEdit(3, 5, 'L')]);
    const composed = composeEdits(toFixes({ 'a.ts': [over], 'b.ts': [waiting, added] }));
    expect(getTexts(composed)).toEqual({ 'a.ts': 'X123456789', 'b.ts': 'X2L56789' });
    const again = recomposeEdits(composed, (path, outcome) =>
      path === 'a.ts' ? { ...outcome, fix: REFUSAL } : outcome,
    );
    expect(again.fixes.get('a.ts')?.outcomes[0]?.fix).toBe(REFUSAL);
    expect(getTexts(again)).toEqual({ 'b.ts': '0W456789' });
  });
});
