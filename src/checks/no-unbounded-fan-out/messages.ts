// How a fan-out is said in one sentence of fact and one of action. Decides nothing.
import type { FanOutFact } from '../../syntax/fan-out/facts.ts';
import type { CountJudgement } from './bounds.ts';
import { REACH_NAMES } from './reach.ts';
import type { WorkJudgement } from './work.ts';

/** What a message says of a fan-out. */
export interface FanOutWords {
  readonly starter: string;
  readonly what: string;
  readonly array: string;
  readonly who: string;
  readonly reach: string;
  readonly when: string;
}

const MAXIMUM = 50;

/** Words for the placeholders of the messages. */
export function wordFanOut(
  fact: FanOutFact,
  count: CountJudgement,
  work: WorkJudgement,
  isAtLoad: boolean,
): FanOutWords {
  return {
    starter: `\`${getStarter(fact)}\``,
    what: getTask(fact),
    array: getArray(fact),
    who: count.who,
    reach:
      work.reaches.length > 0
        ? `; each task reaches ${join(work.reaches.flatMap((reach) => (reach === 'heavy' ? work.packages.map((name) => `\`${name}\``) : [REACH_NAMES[reach]])))}`
        : '',
    when: isAtLoad ? ', while the program starts' : '',
  };
}

function getTask({ task: { label }, callback }: FanOutFact): string {
  if (label !== '' && label.length <= MAXIMUM) return `\`${label}\``;
  return callback?.kind === 'arrow' || callback?.kind === 'function' ? 'its callback' : 'a task';
}

function getStarter(fact: FanOutFact): string {
  const { collector, start } = fact;
  if (collector.text !== '') return collector.text;
  return start.form === 'for-each' ? 'forEach' : 'map';
}

function getArray(fact: FanOutFact): string {
  const { form, sourceText } = fact.start;
  const text = sourceText.replace(/\s+/g, ' ');
  if (text === '') return 'every pass of the loop';
  if (form === 'times' || (form === 'push' && /^\d+$/.test(text)))
    return `every number below ${quote(text)}`;
  return `every element of ${quote(text)}`;
}

function quote(text: string): string {
  return text.length <= MAXIMUM ? `\`${text}\`` : `\`${text.slice(0, MAXIMUM - 1)}…\``;
}

function join(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
