// Writes what uses the results of a serial loop.
import type { Draft } from './serial-task.ts';
import { getLineIndentation, moveText } from './text.ts';

/** The statements after the loop that use the results. */
export function getClosing(draft: Draft, isOwn: boolean): readonly string[] {
  const { fact, target, style } = draft;
  const { site } = fact;
  const { text } = target.facts.source;
  const end = style.semicolon;
  const value = getValue(draft);
  if (site.kind === 'return' || site.kind === 'concise') return [`return ${value}${end}`];
  if (site.kind === 'assign' && site.target)
    return [`${text.slice(...site.target)} = ${value}${end}`];
  if (site.kind === 'discard' && site.then)
    return [/^(?:await )?[\w$]/.test(value) ? value + end : `(${value})${end}`];
  if (site.kind !== 'declare' || isOwn || !site.declared) return [];
  const type = site.resultType === undefined ? '' : `: ${site.resultType}`;
  return [`${site.declared.keyword} ${site.declared.text}${type} = ${value}${end}`];
}

/**
 * What takes the place of the collector: the results, or what the handler of its `.then` makes of
 * them.
 * @param isOperand whether it stands in an expression
 */
export function getValue(
  { fact: { site }, target, results, indent }: Draft,
  isOperand = false,
): string {
  if (!site.then) return results;
  const { body, uses, gives, isOperator } = site.then;
  const { text } = target.facts.source;
  const from = getLineIndentation(text, body[0]);
  const move = (start: number, end: number): string =>
    moveText(text, [start, end], from, indent, site.frozen);
  let value = '';
  let at = body[0];
  for (const { range, isShorthand } of uses) {
    value += move(at, range[0]) + (isShorthand ? `${text.slice(...range)}: ${results}` : results);
    at = range[1];
  }
  value += move(at, body[1]);
  const isAwaited =
    gives === 'other' && (site.isAwaited || (site.kind !== 'return' && site.kind !== 'concise'));
  const awaited = isAwaited ? `await ${isOperator ? `(${value})` : value}` : value;
  return isOperand && (isOperator || isAwaited || gives === 'await') ? `(${awaited})` : awaited;
}
