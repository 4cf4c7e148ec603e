// Every reason for which `no-eager-heavy-import` leaves a finding as it is.
import type { AsyncObstacle } from '../async-propagation/obstacles.ts';
import { ASYNC_REFUSALS } from '../async-propagation/refusals.ts';
import { createRefuse, type RefusalDefinition } from '../refusals.ts';
import { CUT_REFUSALS } from './cut-refusals.ts';

const LAZY_REFUSALS = {
  B101: {
    kind: 'cannot-wait',
    text: "{{where}} is a constructor, which can't be async. Load `{{package}}` in the method that first needs it, or, if the constructor itself needs it, in an async function that calls it.",
    example: { where: '`Image.constructor`', package: 'sharp' },
  },
  B102: ASYNC_REFUSALS.accessor,
  B103: {
    kind: 'cannot-wait',
    text: "{{where}} is a field initializer, which can't be async. Load `{{package}}` in the method that first needs it.",
    example: { where: '`Image.formats`', package: 'sharp' },
  },
  B104: ASYNC_REFUSALS.generator,
  B105: ASYNC_REFUSALS['called-by-the-language'],
  B106: {
    kind: 'cannot-wait',
    text: 'A default parameter of {{where}} uses it, and must not `await`. Set the default in the body.',
    example: { where: '`render`', package: 'sharp' },
  },
  B107: ASYNC_REFUSALS['called-later'],
  B108: {
    kind: 'needs-async',
    text: '{{where}} is synchronous. Make it async, and await it in its callers.',
    example: { where: '`render`', package: 'sharp' },
  },
  B109: {
    kind: 'final',
    text: '`{{variable}}` is also assigned in {{where}}. Load `{{package}}` there.',
    example: { where: '`render`', package: 'sharp', variable: 'image' },
  },
  B110: {
    kind: 'final',
    text: 'The value is needed while the module is evaluated ({{why}}). Make the import lazy in the modules that import this file.',
    example: { why: 'it is exported' },
  },
  B111: {
    kind: 'final',
    text: '{{where}} runs while the module is evaluated. Load `{{package}}` where it is first needed.',
    example: { where: '`render`', package: 'sharp' },
  },
  B112: {
    kind: 'final',
    text: 'Nothing in this file uses its value later, so there is no place to load it. Delete it, or import it where its side effect is needed.',
  },
  B113: {
    kind: 'final',
    text: 'The statement declares several variables. Give `{{package}}` a statement of its own.',
    example: { package: 'sharp' },
  },
  B114: {
    kind: 'final',
    text: 'Its set-up reads `{{variable}}`, which is reassigned later. Pass the value that is meant.',
    example: { variable: 'threads' },
  },
  B115: {
    kind: 'cannot-wait',
    text: 'A listener is attached after the place where {{where}} would wait, so events would be lost. Load `{{package}}` inside the listener.',
    example: { where: '`render`', package: 'sharp' },
  },
  B116: {
    kind: 'final',
    text: '`import()` does not give the value that `{{package}}` has now: {{why}}. Load it with a `require` inside the function.',
    example: {
      package: 'sharp',
      why: 'the package is dual, and `import()` would load another instance of it',
    },
  },
  B117: {
    kind: 'final',
    text: '`{{package}}` is not installed, and the value of `await import()` depends on its module format. Install the dependencies, and run again.',
    example: { package: 'sharp' },
  },
  B118: {
    kind: 'final',
    text: "`{{package}}` exports `then`, so a promise can't resolve to it. Load it with a `require` inside the function.",
    example: { package: 'sharp' },
  },
  B119: {
    kind: 'final',
    text: 'The type of `{{variable}}` is used. Write the type out, so that the value can move.',
    example: { variable: 'image' },
  },
  B120: {
    kind: 'final',
    text: 'The statement does more than load `{{package}}`. Give the load a statement of its own.',
    example: { package: 'sharp' },
  },
  B121: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but {{why}} requires it to be synchronous. Load `{{package}}` in its callers, and pass it in.',
    example: { where: '`render`', package: 'sharp', why: 'its return type' },
  },
  B122: ASYNC_REFUSALS['unknown-call-sites'],
  B123: ASYNC_REFUSALS['no-call-site'],
  B124: ASYNC_REFUSALS['declared-elsewhere'],
  B125: ASYNC_REFUSALS.published,
  B126: ASYNC_REFUSALS['used-as-type'],
  B127: ASYNC_REFUSALS['used-as-value'],
  B128: ASYNC_REFUSALS['outside-the-run'],
  B129: ASYNC_REFUSALS['await-changes-meaning'],
  B130: ASYNC_REFUSALS['synchronous-callback'],
  B131: ASYNC_REFUSALS['between-check-and-set'],
  B133: {
    kind: 'final',
    text: '`{{package}}` has set-up, a fallback or a guard that moves with it, which needs a loader. Leave out `--loader inline`.',
    example: { package: 'sharp' },
  },
  B141: {
    kind: 'final',
    text: 'Its set-up acts on `{{package}}` for the whole process, and `{{file}}` uses the package without it. Set it up in a module of its own that both load in their functions.',
    example: { package: 'firebase-admin', file: 'orders.js' },
  },
  B142: {
    kind: 'final',
    text: "Which value an `import()` of `{{package}}` gives depends on compiler options that can't be read: {{why}}. Install or mend what is missing, and run again.",
    example: { package: 'sharp', why: '`tsconfig.json` is not valid JSON' },
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** By code. Those from B135 on are about imports of the project's own modules. */
export const refusals = { ...LAZY_REFUSALS, ...CUT_REFUSALS };

export type LazyRefusalCode = keyof typeof refusals;

/** Makes a refusal of a code and what fills its placeholders. */
export const refuse = createRefuse(refusals);

/** The codes for what stops a function from becoming async. */
export const asyncRefusals = {
  constructor: 'B101',
  accessor: 'B102',
  'field-initializer': 'B103',
  generator: 'B104',
  'called-by-the-language': 'B105',
  'called-later': 'B107',
  'called-at-startup': 'B110',
  'late-listener': 'B115',
  'fixed-as-synchronous': 'B121',
  'unknown-call-sites': 'B122',
  'no-call-site': 'B123',
  'declared-elsewhere': 'B124',
  published: 'B125',
  'used-as-type': 'B126',
  'used-as-value': 'B127',
  'outside-the-run': 'B128',
  'await-changes-meaning': 'B129',
  'synchronous-callback': 'B130',
  'between-check-and-set': 'B131',
} as const satisfies Readonly<Record<AsyncObstacle, LazyRefusalCode>>;
