// The target of a fan-out rewrite.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../../syntax/facts.ts';

/** The fan-outs to rewrite together, and their file. */
export interface FanOutTarget {
  /** The fan-outs of one collector; several if an array is filled in several places. */
  readonly starts: readonly FanOutFact[];
  readonly facts: ModuleFacts;
  /** Number for new names, so that rewrites in overlapping scopes don't collide. */
  readonly ordinal: number;
}
