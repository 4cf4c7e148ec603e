// How a check says why it leaves a finding as it is: definitions by code, and the refusals made of
// them.
import type { Range } from '../text/range.ts';

/**
 * What could lift a refusal. `needs-async`: its function has to become async; `cannot-wait`: the
 * place can't wait whatever becomes async; `final`: nothing about waiting.
 */
type RefusalKind = 'needs-async' | 'cannot-wait' | 'final';

/** A reason for which a check leaves findings as they are. */
export interface RefusalDefinition {
  readonly kind: RefusalKind;
  /** The reason, and the way out; `{{name}}` is filled in. */
  readonly text: string;
  /** What fills the placeholders where the text stands in a table. */
  readonly example?: Readonly<Record<string, string>>;
  /** Whether the answer may differ once more files or types are known. */
  readonly isOpen?: true;
}

/**
 * Refusals by code, such as `B101`. Codes are stable: pages, baselines and people refer to them.
 */
export type RefusalDefinitions = Readonly<Record<string, RefusalDefinition>>;

/** Why a match is left as it is. */
export interface Refusal {
  readonly code: string;
  readonly kind: RefusalKind;
  /** One sentence of reason, one with the way out. */
  readonly reason: string;
  /** The code that stands in the way. */
  readonly range: Range;
  readonly isOpen?: true;
  /** Function scopes that would have to become async, over functions and files, for it to go. */
  readonly needsAsync?: readonly number[];
}

/** Makes refusals of the codes of one check. */
export type Refuse<Code extends string> = (
  code: Code,
  range: Range,
  data?: Readonly<Record<string, string>>,
) => Refusal;

/** Gives the function that makes refusals of some definitions. */
export function createRefuse<Code extends string>(
  definitions: Readonly<Record<Code, RefusalDefinition>>,
): Refuse<Code> {
  return (code, range, data = {}) => {
    const { kind, text, isOpen } = definitions[code];
    return { code, kind, reason: toReason(text, data), range, ...(isOpen && { isOpen }) };
  };
}

/** Fills the placeholders of a text, and starts it with a capital. */
export function toReason(text: string, data: Readonly<Record<string, string>>): string {
  const filled = fillIn(text, data);
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

/** Puts data in the place of `{{name}}`; a placeholder without data stays. */
export function fillIn(template: string, data: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => data[name] ?? whole);
}
