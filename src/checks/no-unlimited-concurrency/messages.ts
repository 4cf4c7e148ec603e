// The words for limits that are none: what runs, how many, and what is to be done. Decides nothing.
import type { PackageCallFact } from '../../syntax/package-calls/facts.ts';
import type { Description } from '../define-check.ts';
import type { LimitJudgement } from './judge.ts';
import type { RepeatJudgement } from './repeats.ts';

/** Words for a call that sets no limit. */
export function describeLimit(
  { kind, amount, maker, most, costs }: LimitJudgement,
  call: PackageCallFact,
): Description {
  const data = {
    call: toLabel(call),
    unit: maker.unit,
    text: amount?.text ?? '',
    number: String(amount?.value ?? ''),
    most: String(most),
    reach: costs.length > 0 ? `, each of which ${costs.join(' and ')}` : '',
    option: maker.option === undefined ? 'a number' : `\`${maker.option}\``,
  };
  return { messageId: amount?.isFallback ? `${kind}ByDefault` : kind, data };
}

/** Words for a loop that starts too many threads or processes. */
export function describeRepeat(
  { kind, unit, repeat, who, most }: RepeatJudgement,
  call: PackageCallFact,
): Description {
  const data = {
    call: toLabel(call),
    unit,
    source: toShort(repeat.text),
    who,
    number: String(repeat.amount?.value ?? ''),
    most: String(most),
  };
  return { messageId: kind, data };
}

/** `new PQueue`, `queue.process`; of a chain over lines, the last name. */
function toLabel({ calleeText, isNew }: PackageCallFact): string {
  const name = toShort(calleeText);
  return isNew ? `new ${name}` : name;
}

function toShort(text: string): string {
  return /^[\w$.#?[\]]+$/.test(text)
    ? text
    : (/([\w$]+)(?:\(.*\))?$/s.exec(text)?.[1] ?? text).slice(0, 60);
}
