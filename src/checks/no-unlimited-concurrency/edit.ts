// Sets or lowers a limit: to a number, or to an environment variable with a default.
import type { ModuleFacts } from '../../syntax/facts.ts';
import type { PackageCallFact } from '../../syntax/package-calls/facts.ts';
import type { TextEdit } from '../../text/edits.ts';
import { getIndentation } from '../../text/source-text.ts';
import { getStyle } from '../../text/style.ts';
import type { EditPlan, Refusal } from '../define-check.ts';
import { getConcurrency, type FixOptions } from '../fix-options.ts';
import { getEnvironment } from './fix-options.ts';
import type { LimitJudgement } from './judge.ts';
import { refuseLimit } from './refusals.ts';
import type { RepeatJudgement } from './repeats.ts';

/** Plans the limit of a call, or refuses with a reason. */
export function planBound(
  judgement: LimitJudgement,
  call: PackageCallFact,
  facts: ModuleFacts,
  fixOptions: FixOptions,
): EditPlan | Refusal {
  const { amount, maker } = judgement;
  if (amount?.isShared) return refuseLimit('B301', amount.range);
  if (amount?.isBranch) return refuseLimit('B302', amount.range);
  if (call.isReentered && maker.unit === 'task') return refuseLimit('B303', call.range);
  if (
    judgement.kind === 'missing' &&
    maker.limited !== undefined &&
    !/\.\w+$/.test(call.calleeText)
  )
    return refuseLimit('B304', call.callee);
  // process.env.N ?? 500 reads the environment already
  const bound = toBound(
    judgement.most,
    facts,
    amount?.isFallback ? { ...fixOptions, environment: undefined } : fixOptions,
  );
  if (bound === undefined) return refuseLimit('B306', call.callee);
  const edits = amount
    ? [{ range: amount.range, text: amount.isText ? toText(amount.range, bound, facts) : bound }]
    : insertBound(judgement, call, bound, facts);
  return toPlan(edits, `Sets the limit to ${bound}`, getNotes(judgement, call));
}

/** Plans the limit of a loop that starts a process per processor, or too many of them. */
export function planRepeat(
  { kind, repeat, most }: RepeatJudgement,
  call: PackageCallFact,
  facts: ModuleFacts,
  fixOptions: FixOptions,
): EditPlan | Refusal {
  if (kind === 'each') return refuseLimit('B305', call.range);
  const { amount } = repeat;
  const isFallback = kind === 'counted' && amount?.isFallback === true;
  const bound = toBound(
    most,
    facts,
    isFallback ? { ...fixOptions, environment: undefined } : fixOptions,
  );
  if (bound === undefined) return refuseLimit('B306', call.callee);
  const [start, end] = repeat.range;
  const summary = `Starts at most ${bound}`;
  if (kind === 'counted' && amount) {
    if (amount.isShared) return refuseLimit('B301', amount.range);
    if (amount.isBranch) return refuseLimit('B302', amount.range);
    return toPlan(
      [{ range: amount.range, text: amount.isText ? toText(amount.range, bound, facts) : bound }],
      summary,
      [],
    );
  }
  // os.cpus().forEach(() => cluster.fork())
  if (repeat.kind === 'elements')
    return toPlan([{ range: [end, end], text: `.slice(0, ${bound})` }], summary, []);
  return toPlan(
    [
      { range: [start, start], text: 'Math.min(' },
      { range: [end, end], text: `, ${bound})` },
    ],
    summary,
    [],
  );
}

function toPlan(edits: readonly TextEdit[], summary: string, notes: readonly string[]): EditPlan {
  return { edits, safety: 'suggestion', summary: summary.replaceAll('`', ''), notes };
}

/** `4`, or `parseInt(process.env.JOBS || '4', 10)`; undefined if `process` is not Node's. */
function toBound(most: number, facts: ModuleFacts, fixOptions: FixOptions): string | undefined {
  const number = String(Math.min(getConcurrency(fixOptions), most));
  const environment = getEnvironment(fixOptions);
  if (environment === undefined) return number;
  if (facts.mentions.get('process')?.some(({ role }) => role === 'declaration')) return undefined;
  const { text } = facts.source;
  const { quote } = getStyle(text);
  // Uses `process.env['NAME']` if the file does, as some projects forbid the other form.
  const isIndexed = /\bprocess\.env\[['"]/.test(text) && !/\bprocess\.env\.\w/.test(text);
  const variable = isIndexed
    ? `process.env[${quote}${environment}${quote}]`
    : `process.env.${environment}`;
  return `parseInt(${variable} || ${quote}${number}${quote}, 10)`;
}

/** The limit in the quotes of the string that it replaces. */
function toText(
  range: readonly [number, number],
  bound: string,
  { source: { text } }: ModuleFacts,
): string {
  const quote = text.charAt(range[0]);
  return `${quote}${bound}${quote}`;
}

function insertBound(
  { maker, argument }: LimitJudgement,
  call: PackageCallFact,
  bound: string,
  facts: ModuleFacts,
): readonly TextEdit[] {
  const { option, limited } = maker;
  const { text } = facts.source;
  const last = call.arguments.at(-1);
  if (limited !== undefined) {
    // async.parallel(tasks) → async.parallelLimit(tasks, 4)
    const [tasks] = call.arguments;
    const at = tasks ? tasks.range[1] : call.range[1];
    return [
      { range: [call.callee[1], call.callee[1]], text: limited },
      { range: [at, at], text: `, ${bound}` },
    ];
  }
  const property = `${option ?? ''}: ${bound}`;
  const whole = option === undefined ? bound : `{ ${property} }`;
  if (argument?.kind === 'object')
    return [toProperty(argument.range, property, text, argument.properties.length === 0)];
  if (argument) return [{ range: argument.range, text: whole }]; // new PQueue(undefined)
  if (last) return [{ range: [last.range[1], last.range[1]], text: `, ${whole}` }];
  const at = call.argumentsEnd ?? call.range[1];
  return [{ range: [at, at], text: call.argumentsEnd === undefined ? `(${whole})` : whole }];
}

/** Inserts a property before the others, in their layout. */
function toProperty(
  [start, end]: readonly [number, number],
  property: string,
  text: string,
  isEmpty: boolean,
): TextEdit {
  const inside = text.slice(start + 1, end - 1);
  if (isEmpty && inside.trim() === '') return { range: [start, end], text: `{ ${property} }` };
  const lead = /^\s*/.exec(inside)?.[0] ?? '';
  const at = start + 1;
  if (!lead.includes('\n'))
    return lead === ''
      ? { range: [at, at], text: `${property}, ` }
      : { range: [at, at], text: ` ${property},` };
  const { eol } = getStyle(text);
  return { range: [at, at], text: `${eol}${getIndentation(text, at + lead.length)}${property},` };
}

function getNotes({ maker }: LimitJudgement, call: PackageCallFact): readonly string[] {
  if (maker.unit === 'task' && maker.starts === undefined)
    return [
      'A task that waits for another task of the same limiter, in another file, could now wait forever.',
    ];
  if (maker.argument === 'processor' && call.arguments.length > 2)
    return ['The limits of the named processors of one queue add up.'];
  return maker.unit === 'job' ? ['Jobs may wait longer in the queue.'] : [];
}
