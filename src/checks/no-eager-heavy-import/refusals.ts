// Every reason for which `no-eager-heavy-import` leaves a finding as it is.
import type { AsyncObstacle } from '../async-propagation/obstacles.ts';
import { createRefuse, type RefusalDefinition } from '../refusals.ts';
import { CUT_REFUSALS } from './cut-refusals.ts';

const LAZY_REFUSALS = {
  B101: {
    kind: 'cannot-wait',
    text: "{{where}} is a constructor, which can't wait. Load `{{package}}` in the method that first needs it, or, if that is the constructor itself, in an async function that calls it.",
    example: { where: '`render`', package: 'sharp' },
  },
  B102: {
    kind: 'cannot-wait',
    text: "{{where}} is a getter or setter, which can't wait. Turn it into an async method.",
    example: { where: '`render`' },
  },
  B103: {
    kind: 'cannot-wait',
    text: "{{where}} is a field initialiser, which can't wait. Load `{{package}}` in the method that first needs it.",
    example: { where: '`render`', package: 'sharp' },
  },
  B104: {
    kind: 'cannot-wait',
    text: '{{where}} is a generator that is not async. Make it an async generator, and its callers `for await`.',
    example: { where: '`render`' },
  },
  B105: {
    kind: 'cannot-wait',
    text: '{{where}} is called by the language, which does not wait. Give the value to it, or use a method of another name.',
    example: { where: '`render`' },
  },
  B106: {
    kind: 'cannot-wait',
    text: "It is used in a default parameter of {{where}}, which can't wait. Set the default in the body.",
    example: { where: '`render`' },
  },
  B107: {
    kind: 'cannot-wait',
    text: '{{where}} is called later by code that this file does not show, and is not async. Make it async if its caller allows that.',
    example: { where: '`render`' },
  },
  B108: {
    kind: 'needs-async',
    text: '{{where}} is synchronous. Make it async and await it in its callers.',
    example: { where: '`render`' },
  },
  B109: {
    kind: 'final',
    text: '`{{variable}}` is also written in {{where}}. Load `{{package}}` there.',
    example: { variable: 'image', where: '`render`', package: 'sharp' },
  },
  B110: {
    kind: 'final',
    text: 'The value is needed while the module is evaluated ({{why}}). Make the import of this file lazy where it is imported.',
    example: { why: '…' },
  },
  B111: {
    kind: 'final',
    text: '{{where}} runs while the module is evaluated. Load `{{package}}` where it is first needed.',
    example: { where: '`render`', package: 'sharp' },
  },
  B112: {
    kind: 'final',
    text: 'Nothing in this file uses its value later, so there is no place to load it. Delete it, or import it where its effect is needed.',
  },
  B113: {
    kind: 'final',
    text: 'The statement declares several variables. Give `{{package}}` a statement of its own.',
    example: { package: 'sharp' },
  },
  B114: {
    kind: 'final',
    text: 'Its set-up reads `{{variable}}`, which changes later. Pass the value that is meant.',
    example: { variable: 'image' },
  },
  B115: {
    kind: 'cannot-wait',
    text: 'A listener is attached behind the place where {{where}} would wait, and events would be lost. Load `{{package}}` inside the listener.',
    example: { where: '`render`', package: 'sharp' },
  },
  B116: {
    kind: 'final',
    text: "`{{package}}` can't be had by `import()` as it is now: {{why}}. Load it with a `require` inside the function.",
    example: { package: 'sharp', why: '…' },
  },
  B117: {
    kind: 'final',
    text: '`{{package}}` is not installed, and the value of `await import()` depends on its format. Install the dependencies and run again.',
    example: { package: 'sharp' },
  },
  B118: {
    kind: 'final',
    text: "`{{package}}` exports `then`, so it can't be the value of a promise. Load it with a `require` inside the function.",
    example: { package: 'sharp' },
  },
  B119: {
    kind: 'final',
    text: 'The type of `{{variable}}` is used. Write the type out, so that the value can move.',
    example: { variable: 'image' },
  },
  B120: {
    kind: 'final',
    text: 'The statement does more than load `{{package}}`. Separate the load from the rest.',
    example: { package: 'sharp' },
  },
  B121: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but {{why}} fixes it as synchronous. Load `{{package}}` in its callers and pass it on.',
    example: { where: '`render`', why: '…', package: 'sharp' },
  },
  B122: {
    kind: 'cannot-wait',
    text: "{{where}} would have to become async, but its callers can't be seen: {{why}}.",
    example: { where: '`render`', why: '…' },
    isOpen: true,
  },
  B123: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but nobody in this project calls it: its callers are elsewhere.',
    example: { where: '`render`' },
  },
  B124: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but {{place}} declares it too, as an overload, an override or what it implements.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B125: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but a published package exports it.',
    example: { where: '`render`' },
  },
  B126: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but its type is used at {{place}}.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B127: {
    kind: 'cannot-wait',
    text: "{{where}} would have to become async, but it is used as a value at {{place}}, so that its callers can't be seen.",
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B128: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but it is called at {{place}}, in a file that this run leaves out. Name that file as well.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B129: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but its call at {{place}} stands in {{why}}, where an `await` changes the meaning.',
    example: { where: '`render`', place: 'src/render.ts:7', why: '…' },
  },
  B130: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but it is called at {{place}} in a callback that must answer at once.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B131: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but an `await` at {{place}} would come between a check and what is set behind it.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  B133: {
    kind: 'final',
    text: '`{{package}}` has set-up, a fallback or a guard that moves with it, which needs a loader. Leave out `--loader inline`.',
    example: { package: 'sharp' },
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
