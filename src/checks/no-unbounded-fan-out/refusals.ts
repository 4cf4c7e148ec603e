// Every reason for which `no-unbounded-fan-out` leaves a finding as it is, by code.
import { createRefuse, type RefusalDefinition } from '../refusals.ts';

export const refusals = {
  B201: {
    kind: 'final',
    text: '`Promise.race` and `Promise.any` need all tasks to run. Limit the length of the array instead.',
  },
  B202: {
    kind: 'final',
    text: 'Other code, a branch or a `try` lies between the start of the tasks and the place that collects them, so awaiting each one where it starts would change what happens. Move the start and the `await` together.',
  },
  B203: {
    kind: 'final',
    text: 'A task seems to wait for another one, so with fewer at a time it could wait forever. Separate the tasks by hand.',
  },
  B204: {
    kind: 'final',
    text: 'The array that the tasks are started from may change while they run. Copy it first.',
  },
  B205: {
    kind: 'final',
    text: '`map` skips the holes of this array, and a loop would not. Fill them, or use `Array.from({ length })`.',
  },
  B206: {
    kind: 'final',
    text: 'The function around it is not `async`. Make it `async`, or limit the tasks instead of running them one at a time.',
  },
  B207: {
    kind: 'final',
    text: 'The promise itself is used (`.then`, as an argument, or nothing awaits it). Put `await` in front of it, or limit the tasks instead.',
  },
  B208: {
    kind: 'final',
    text: 'Other promises are collected together with these. Collect them in a statement of their own, or limit the tasks instead.',
  },
  B209: {
    kind: 'final',
    text: "What `map` passes to the callback (`this`, all arguments) can't be kept. Write it as an arrow function: `(x) => f(x)`.",
  },
  B210: {
    kind: 'final',
    text: 'The results take their type from the place where they are used. Give them a name and a type first: `const results: T[] = await …`.',
  },
  B211: {
    kind: 'final',
    text: 'The tasks call the function around them, so the limits of all calls would multiply. Pass one limiter down, or run the tasks one at a time.',
  },
  B212: {
    kind: 'final',
    text: '`for await` takes the results as they come. Await each task in the body of the loop, or limit the tasks instead.',
  },
  B213: {
    kind: 'final',
    text: 'Other parts of the statement are evaluated before it. Assign the results to a variable in a statement of their own.',
  },
  B214: {
    kind: 'final',
    text: 'The task reads a variable that the loop changes afterwards. Copy it into a `const` first.',
  },
  B215: {
    kind: 'final',
    text: "The loop that starts the tasks can't await each one (a callback, an array that is used elsewhere, `allSettled`). Limit the tasks instead.",
  },
  B216: {
    kind: 'final',
    text: 'It is returned without `await` from a `try`, so its `catch` or `finally` would begin to cover the tasks. Write `return await`.',
  },
  B217: {
    kind: 'final',
    text: "The way in which the tasks are started can't be rewritten. Use `map`.",
  },
  B218: {
    kind: 'final',
    text: 'A task may never end, or waits for an event, so those after it could wait forever. Start them together, and limit what each one does.',
  },
  B219: {
    kind: 'final',
    text: 'The callback does not await what it starts, and neither would a loop. Put `await` in front of it.',
  },
  B220: {
    kind: 'final',
    text: 'Nothing awaits these tasks, and the code after them would now wait. Await them with `Promise.all` if it may, or limit the tasks instead.',
  },
  B221: {
    kind: 'final',
    text: 'Nothing can be put in front of it, as it is part of a parameter, a class or an enumeration. Start the tasks in a function.',
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

export type FanOutRefusalCode = keyof typeof refusals;

/** Makes a refusal of a code, about a piece of text. */
export const refuseFanOut = createRefuse(refusals);
