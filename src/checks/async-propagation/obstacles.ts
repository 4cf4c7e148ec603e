// What can stop a function from becoming async, by name. A check gives each a code and words of its
// own.
import type { Range } from '../../text/range.ts';
import type { Refusal } from '../refusals.ts';
import type { FunctionScope } from '../../syntax/functions/facts.ts';

/** A reason why a function can't become async, or a call can't be awaited. */
export type AsyncObstacle =
  | 'constructor'
  | 'accessor'
  | 'field-initializer'
  | 'generator'
  | 'called-by-the-language'
  | 'called-later'
  | 'called-at-startup'
  | 'late-listener'
  | 'fixed-as-synchronous'
  | 'unknown-call-sites'
  | 'no-call-site'
  | 'declared-elsewhere'
  | 'published'
  | 'used-as-type'
  | 'used-as-value'
  | 'outside-the-run'
  | 'await-changes-meaning'
  | 'synchronous-callback'
  | 'between-check-and-set';

/**
 * Words an obstacle for the finding that asks. `data` names the function (`where`), the place and
 * the reason (`why`).
 */
export type RefuseAsync = (
  obstacle: AsyncObstacle,
  range: Range,
  data?: Readonly<Record<string, string>>,
) => Refusal;

/** Why a function can't wait, whoever calls it; undefined where its kind allows it. */
export function getKindObstacle(functionScope: FunctionScope): AsyncObstacle | undefined {
  switch (functionScope.kind) {
    case 'constructor':
      return 'constructor';
    case 'getter':
    case 'setter':
      return 'accessor';
    case 'field':
    case 'static-field':
    case 'static-block':
      return 'field-initializer';
    default:
      if (functionScope.isGenerator) return 'generator';
      return /(?:\.|^`)(?:toJSON|toString|valueOf)`$|\[Symbol\./.test(functionScope.label)
        ? 'called-by-the-language'
        : undefined;
  }
}
