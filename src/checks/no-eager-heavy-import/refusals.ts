// Every reason for which `no-eager-heavy-import` leaves a finding as it is, by code.
import type { Range } from '../../text/range.ts';
import type { Refusal } from '../define-check.ts';

/** Codes are stable: documentation, baselines and people refer to them. `{{name}}` is filled in. */
export const LAZY_REFUSALS = {
  B101: "{{where}} is a constructor, which can't wait. Load `{{package}}` in the method that first needs it, or, if that is the constructor itself, in an async function that calls it.",
  B102: "{{where}} is a getter or setter, which can't wait. Turn it into an async method.",
  B103: "{{where}} is a field initialiser, which can't wait. Load `{{package}}` in the method that first needs it.",
  B104: '{{where}} is a generator that is not async. Make it an async generator, and its callers `for await`.',
  B105: '{{where}} is called by the language, which does not wait. Give the value to it, or use a method of another name.',
  B106: "It is used in a default parameter of {{where}}, which can't wait. Set the default in the body.",
  B107: '{{where}} is called later by code that this file does not show, and is not async. Make it async if its caller allows that.',
  B108: '{{where}} is synchronous. Make it async and await it in its callers.',
  B109: '`{{variable}}` is also written in {{where}}. Load `{{package}}` there.',
  B110: 'The value is needed while the module is evaluated ({{why}}). Make the import of this file lazy where it is imported.',
  B111: '{{where}} runs while the module is evaluated. Load `{{package}}` where it is first needed.',
  B112: 'Nothing in this file uses its value later, so there is no place to load it. Delete it, or import it where its effect is needed.',
  B113: 'The statement declares several variables. Give `{{package}}` a statement of its own.',
  B114: 'Its set-up reads `{{variable}}`, which changes later. Pass the value that is meant.',
  B115: 'A listener is attached behind the place where {{where}} would wait, and events would be lost. Load `{{package}}` inside the listener.',
  B116: "`{{package}}` can't be had by `import()` as it is now: {{why}}. Load it with a `require` inside the function.",
  B117: '`{{package}}` is not installed, and the value of `await import()` depends on its format. Install the dependencies and run again.',
  B118: "`{{package}}` exports `then`, so it can't be the value of a promise. Load it with a `require` inside the function.",
  B119: 'The type of `{{variable}}` is used. Write the type out, so that the value can move.',
  B120: 'The statement does more than load `{{package}}`. Separate the load from the rest.',
  B121: '{{where}} would have to become async, but {{why}} fixes it as synchronous. Load `{{package}}` in its callers and pass it on.',
  B122: "{{where}} would have to become async, but its callers can't be seen: {{why}}.",
  B123: '{{where}} would have to become async, but nobody in this project calls it: its callers are elsewhere.',
  B124: '{{where}} would have to become async, but {{place}} declares it too, as an overload, an override or what it implements.',
  B125: '{{where}} would have to become async, but a published package exports it.',
  B126: '{{where}} would have to become async, but its type is used at {{place}}.',
  B127: "{{where}} would have to become async, but it is used as a value at {{place}}, so that its callers can't be seen.",
  B128: '{{where}} would have to become async, but it is called at {{place}}, in a file that this run leaves out. Name that file as well.',
  B129: '{{where}} would have to become async, but its call at {{place}} stands in {{why}}, where an `await` changes the meaning.',
  B130: '{{where}} would have to become async, but it is called at {{place}} in a callback that must answer at once.',
  B131: '{{where}} would have to become async, but an `await` at {{place}} would come between a check and what is set behind it.',
  B133: '`{{package}}` has set-up, a fallback or a guard that moves with it, which needs a loader. Leave out `--loader inline`.',
  B134: 'It was taken back, as the type check found a new error: {{why}}',
} as const;

export type LazyRefusalCode = keyof typeof LAZY_REFUSALS;

/** Makes a refusal of a code and what fills its placeholders. */
export function refuse(
  code: LazyRefusalCode,
  range: Range,
  data: Readonly<Record<string, string>> = {},
): Refusal {
  const reason = LAZY_REFUSALS[code].replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => data[name] ?? whole,
  );
  return { code, reason: reason.charAt(0).toUpperCase() + reason.slice(1), range };
}
