// Removes a statement that moves, with its comments and line breaks.
import type { ModuleFacts, StatementFact } from '../../../syntax/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import type { Range } from '../../../text/range.ts';
import { getLineStart, getNextLineStart } from '../../../text/source-text.ts';
import { getLineOffset, type TextStyle } from '../../../text/style.ts';
import type { CheckContext } from '../../define-check.ts';
import type { DeferralUnit } from '../deferral.ts';
import type { Loader } from './loader.ts';
import { toTypeImports } from './type-imports.ts';

export interface EditDraft {
  readonly unit: DeferralUnit;
  readonly facts: ModuleFacts;
  readonly context: CheckContext;
  readonly style: TextStyle;
  readonly isSync: boolean;
}

/**
 * Takes a statement out with its line; the last one of a set-up gives its place to the loader, an
 * import leaves its types behind.
 */
export function removeStatement(
  statement: StatementFact,
  draft: EditDraft,
  loader: Loader | undefined,
): readonly TextEdit[] {
  const { facts, unit } = draft;
  // `;(sharp as Sharp).cache(false)` goes with the semicolon in front of it.
  const start = getLineOffset(facts.source.text, getStart(statement, unit));
  const range: Range = [start, statement.range[1]];
  const text = [
    ...toTypeImports(statement, draft.unit, draft.facts, draft.style),
    ...(loader && statement === unit.moved.at(-1) ? [setApart(loader.text, statement, draft)] : []),
  ].join(draft.style.eol);
  if (text !== '') return [{ range, text }];
  const whole: Range = [range[0], range[1] + getTrailing(statement, facts).length];
  return [{ range: toWholeLines(whole, facts.source.text, isTop(statement, draft)), text: '' }];
}

/** With an empty line on either side. */
function setApart(loader: string, statement: StatementFact, draft: EditDraft): string {
  const {
    facts,
    unit,
    style: { eol },
  } = draft;
  const { text } = facts.source;
  let first = statement;
  // What goes in the lines directly above leaves nothing there.
  for (
    let above = facts.statements[first.index - 1];
    above && unit.moved.includes(above) && isNextLine(above, first, draft);
    above = facts.statements[first.index - 1]
  )
    first = above;
  const before = /\S[ \t]*\r?\n[ \t]*$/.test(text.slice(0, getStart(first, unit))) ? eol : '';
  return (
    before + loader + (/^[^\r\n]*\r?\n[ \t]*\S/.test(text.slice(statement.range[1])) ? eol : '')
  );
}

function isNextLine(
  above: StatementFact,
  below: StatementFact,
  { facts, unit }: EditDraft,
): boolean {
  const { text } = facts.source;
  return text.slice(above.range[1], getStart(below, unit)).split('\n').length === 2;
}

/**
 * Where the lines start that go with a statement: a load takes only what steers a tool, as the
 * comments above it may be the header of the file or the heading of a group.
 */
export function getStart(statement: StatementFact, { loads }: DeferralUnit): number {
  return loads.some((load) => load.statement === statement.index)
    ? statement.directiveStart
    : statement.leadingStart;
}

/** The comment behind a statement on its last line, with the space before it. */
export function getTrailing({ range }: StatementFact, { source: { text } }: ModuleFacts): string {
  return (
    /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/)(?=[ \t]*(?:\r?\n|$))/.exec(
      text.slice(range[1], getNextLineStart(text, range[1])),
    )?.[0] ?? ''
  );
}

/** Whether nothing is left above a statement. */
function isTop({ index }: StatementFact, draft: EditDraft): boolean {
  const { statements, source } = draft.facts;
  const above = statements.slice(0, index);
  return (
    above.every(
      (one) =>
        draft.unit.moved.includes(one) &&
        toTypeImports(one, draft.unit, draft.facts, draft.style).length === 0,
    ) && source.text.slice(0, statements[0]?.directiveStart).trim() === ''
  );
}

/**
 * The whole lines of a range that stands alone on them, with one of two empty lines around it; the
 * bare range otherwise.
 */
function toWholeLines(range: Range, text: string, isAtTop: boolean): Range {
  const start = getLineStart(text, range[0]);
  const end = getNextLineStart(text, range[1]);
  const isAlone =
    text.slice(start, range[0]).trim() === '' &&
    /^[ \t]*;?[ \t]*(?:\r?\n|$)/.test(text.slice(range[1], end));
  if (!isAlone) return range;
  const isFirst = isAtTop || /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start));
  const emptyLine = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  return isFirst && emptyLine ? [start, end + emptyLine.length] : [start, end];
}
