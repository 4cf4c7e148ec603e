// What stops a function from becoming async, in words that fit every check. A check takes them
// under codes of its own, where it
// has nothing more specific to say.
import type { RefusalDefinition } from '../refusals.ts';
import type { AsyncObstacle } from './obstacles.ts';

export const ASYNC_REFUSALS: Readonly<Record<AsyncObstacle, RefusalDefinition>> = {
  constructor: {
    kind: 'cannot-wait',
    text: "{{where}} is a constructor, which can't be async. Do it in a method, or in an async function that calls the constructor.",
    example: { where: '`render`' },
  },
  accessor: {
    kind: 'cannot-wait',
    text: "{{where}} is a getter or setter, which can't be async. Turn it into an async method.",
    example: { where: '`render`' },
  },
  'field-initializer': {
    kind: 'cannot-wait',
    text: "{{where}} is a field initializer, which can't be async. Do it in the method that first needs the value.",
    example: { where: '`render`' },
  },
  generator: {
    kind: 'cannot-wait',
    text: '{{where}} is a synchronous generator. Make it an async generator, and iterate it with `for await`.',
    example: { where: '`render`' },
  },
  'called-by-the-language': {
    kind: 'cannot-wait',
    text: '{{where}} is called by the language itself, which does not await it. Pass the value in, or use a method of another name.',
    example: { where: '`Image.toJSON`' },
  },
  'called-later': {
    kind: 'cannot-wait',
    text: '{{where}} is not async, and code outside this file calls it later. Make it async if its caller allows that.',
    example: { where: '`render`' },
  },
  'called-at-startup': {
    kind: 'final',
    text: 'The value is needed while the module is evaluated ({{why}}). Call it in a function instead.',
    example: { why: '`render` is called at src/render.ts:7 while the module is evaluated' },
  },
  'late-listener': {
    kind: 'cannot-wait',
    text: 'A listener is attached after the place where {{where}} would wait, so events would be lost. Attach the listener first.',
    example: { where: '`render`' },
  },
  'fixed-as-synchronous': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but {{why}} requires it to be synchronous. Do it in its callers, and pass the result in.',
    example: { where: '`render`', why: 'its return type' },
  },
  'unknown-call-sites': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but its call sites are unknown: {{why}}. Make it async by hand if every caller can await it.',
    example: { where: '`render`', why: 'it is exported, and there is no type information' },
    isOpen: true,
  },
  'no-call-site': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but nothing in this project calls it. Make it async by hand if its callers elsewhere can await it.',
    example: { where: '`render`' },
  },
  'declared-elsewhere': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but {{place}} declares it too, as an overload, an override or the member of an interface. Change all declarations by hand.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  published: {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but a published package exports it. Make it async by hand, as a breaking change.',
    example: { where: '`render`' },
  },
  'used-as-type': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but its type is used at {{place}}. Write that type out first.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  'used-as-value': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but it is used as a value at {{place}}, so its call sites are unknown. Make it async by hand if every caller can await it.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  'outside-the-run': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but it is called at {{place}}, in a file that this run leaves out. Name that file as well.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  'await-changes-meaning': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but its call at {{place}} is in {{why}}, where an `await` changes the meaning. Give the call a statement of its own.',
    example: { where: '`render`', place: 'src/render.ts:7', why: 'an optional chain that goes on' },
  },
  'synchronous-callback': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but at {{place}} a callback must return its result at once. Move the call out of the callback.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
  'between-check-and-set': {
    kind: 'cannot-wait',
    text: '{{where}} would have to become async, but an `await` at {{place}} would come between a check and the assignment that depends on it. Move the call in front of the check.',
    example: { where: '`render`', place: 'src/render.ts:7' },
  },
};
