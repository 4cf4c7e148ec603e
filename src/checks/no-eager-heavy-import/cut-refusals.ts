// Why an import of the project's own module stays as it is although a plan names it.
import type { Range } from '../../text/range.ts';
import type { Refusal } from '../define-check.ts';

/** Codes are stable, and go on behind those of `lazy-refusals`. `{{name}}` is filled in. */
export const CUT_REFUSALS = {
  B135: '`{{module}}` does more at the start than define what it exports: {{why}}. Move that to where it is meant, or cut nearer to the package.',
  B136: '`{{module}}` exports `{{variable}}`, which changes later, so that a copy of it would be old. Export a function that gives it.',
  B137: "It can't go on later in a function of its own: {{why}}. Give it a statement that needs `{{module}}` alone.",
  B138: 'Functions use it besides the call that the module makes at the start, and would fail while `{{env}}` is `{{is}}`. Say in them what they do then.',
  B139: '{{where}} uses it, and another module calls that at the start, so that nothing would be gained. Make that call when it is first needed.',
} as const;

/** Makes a refusal of a code and what fills its placeholders. */
export function refuseCut(
  code: keyof typeof CUT_REFUSALS,
  range: Range,
  data: Readonly<Record<string, string>>,
): Refusal {
  const reason = CUT_REFUSALS[code].replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => data[name] ?? whole,
  );
  return { code, reason: reason.charAt(0).toUpperCase() + reason.slice(1), range };
}
