// Every reason for which `no-unbounded-fan-out` leaves a finding as it is, by code. `rules/no-unbounded-fan-out.md` lists them.
import type { Range } from '../../text/range.ts';
import type { Refusal } from '../define-check.ts';

/** Codes are stable: documentation, baselines and people refer to them. */
export const FAN_OUT_REFUSALS = {
  B201: '`Promise.race` and `Promise.any` need all tasks to run. Bound the array in front of it.',
  B202: 'The promises are kept in a variable and other code runs before they are collected: awaiting them one by one there could leave a rejection unhandled. Move the start and the `await` together.',
  B203: 'A task seems to wait for another one: with fewer at a time it could wait for ever. Take the tasks apart by hand.',
  B204: 'The tasks change the array that they are started from. Copy it first.',
  B205: '`map` skips the holes of an array that only has a length. Use `Array.from({ length })`.',
  B206: 'The function around it is not `async`. Make it `async`, or limit the tasks instead of running them one at a time.',
  B207: 'The promise itself is used (`.then`, an argument, nobody waits for it). Put `await` in front of it, or limit the tasks instead.',
  B208: 'Other promises are collected together with these. Collect them in a statement of their own, or limit the tasks instead.',
  B209: "What `map` passes to the callback (`this`, all arguments) can't be kept. Write it as an arrow function: `(x) => f(x)`.",
  B210: 'The results take their type from the place where they are used. Give them a name and a type first: `const results: T[] = await …`.',
  B211: 'The tasks call the function around them: a limit for each call multiplies. Hand one limiter down, or run them one at a time.',
  B212: "`for await` takes the results as they come. Await each task in the loop's body, or limit the tasks instead.",
  B213: 'Other parts of the statement are evaluated before it. Give the results a name in a statement in front.',
  B214: 'The task reads a variable that the loop goes on to change. Copy it into a `const` first.',
  B215: "The loop that starts the tasks can't wait for each (a callback, an array that is used elsewhere, `allSettled`). Limit the tasks instead.",
  B216: 'It is returned without `await` from a `try`, whose `catch` or `finally` would come to see the tasks. Write `return await`.',
  B218: 'A task may never end, or waits for an event: those behind it would wait for ever. Start them together, and bound what they do.',
  B219: 'The callback does not wait for what it starts, and neither would a loop. Put `await` in front of it.',
  B220: 'Nobody waits for these tasks, and what stands behind them would now wait. Await them with `Promise.all` if it may, or limit the tasks instead.',
  B217: "The way in which the tasks are started can't be rewritten. Write it with `map`.",
} as const;

const CODES = {
  'first-one-wins': 'B201',
  'started-elsewhere': 'B202',
  'waits-for-others': 'B203',
  'changes-array': 'B204',
  'sparse-array': 'B205',
  'cannot-await': 'B206',
  'promise-is-passed-on': 'B207',
  'collected-with-others': 'B208',
  'callback-must-stay': 'B209',
  'type-from-outside': 'B210',
  recursive: 'B211',
  'for-await': 'B212',
  'not-evaluated-first': 'B213',
  'changing-variable': 'B214',
  'loop-cannot-wait': 'B215',
  'catch-would-see': 'B216',
  'other-starter': 'B217',
  'may-not-end': 'B218',
  'rest-would-wait': 'B220',
  'waits-for-nothing': 'B219',
} as const satisfies Readonly<Record<string, keyof typeof FAN_OUT_REFUSALS>>;

export type FanOutRefusalName = keyof typeof CODES;

/** The refusal of a name, about a piece of text. */
export function refuseFanOut(name: FanOutRefusalName, range: Range): Refusal {
  const code = CODES[name];
  return { code, reason: FAN_OUT_REFUSALS[code], range };
}
