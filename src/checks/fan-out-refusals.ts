// Why a fan-out is left as it is: stable codes, each with its reason and the way out. `rules/no-unbounded-fan-out.md` lists them.
import type { Range } from '../text/range.ts';
import type { Refusal } from './check.ts';

/** Reasons by name. */
export const fanOutRefusals = {
  'first-one-wins': {
    code: 'B201',
    reason: '`Promise.race` and `Promise.any` need all tasks to run. Bound the array in front of it.',
  },
  'started-elsewhere': {
    code: 'B202',
    reason: 'The promises are kept in a variable and other code runs before they are collected: awaiting them one by one there could leave a rejection unhandled. Move the start and the `await` together.',
  },
  'waits-for-others': {
    code: 'B203',
    reason: 'A task seems to wait for another one: with fewer at a time it could wait for ever. Take the tasks apart by hand.',
  },
  'changes-array': {
    code: 'B204',
    reason: 'The tasks change the array that they are started from. Copy it first.',
  },
  'sparse-array': {
    code: 'B205',
    reason: '`map` skips the holes of an array that only has a length. Use `Array.from({ length })`.',
  },
  'cannot-await': {
    code: 'B206',
    reason: 'The function around it is not `async`. Make it `async`, or limit the tasks instead of running them one at a time.',
  },
  'promise-is-passed-on': {
    code: 'B207',
    reason: 'The promise itself is used (`.then`, an argument, nobody waits for it). Put `await` in front of it, or limit the tasks instead.',
  },
  'collected-with-others': {
    code: 'B208',
    reason: 'Other promises are collected together with these. Collect them in a statement of their own, or limit the tasks instead.',
  },
  'callback-must-stay': {
    code: 'B209',
    reason: "What `map` passes to the callback (`this`, all arguments) can't be kept. Write it as an arrow function: `(x) => f(x)`.",
  },
  'type-from-outside': {
    code: 'B210',
    reason: 'The results take their type from the place where they are used. Give them a name and a type first: `const results: T[] = await …`.',
  },
  'recursive': {
    code: 'B211',
    reason: 'The tasks call the function around them: a limit for each call multiplies. Hand one limiter down, or run them one at a time.',
  },
  'for-await': {
    code: 'B212',
    reason: "`for await` takes the results as they come. Await each task in the loop's body, or limit the tasks instead.",
  },
  'not-evaluated-first': {
    code: 'B213',
    reason: 'Other parts of the statement are evaluated before it. Give the results a name in a statement in front.',
  },
  'changing-variable': {
    code: 'B214',
    reason: 'The task reads a variable that the loop goes on to change. Copy it into a `const` first.',
  },
  'loop-cannot-wait': {
    code: 'B215',
    reason: "The loop that starts the tasks can't wait for each (a callback, an array that is used elsewhere, `allSettled`). Limit the tasks instead.",
  },
  'catch-would-see': {
    code: 'B216',
    reason: 'It is returned without `await` from a `try`, whose `catch` or `finally` would come to see the tasks. Write `return await`.',
  },
  'other-starter': {
    code: 'B217',
    reason: "The way in which the tasks are started can't be rewritten. Write it with `map`.",
  },
} as const;

export type FanOutRefusalName = keyof typeof fanOutRefusals;

/** The refusal of a name, about a piece of text. */
export function refuseFanOut(name: FanOutRefusalName, range: Range): Refusal {
  return { ...fanOutRefusals[name], range };
}
