// What a rewrite of a fan-out is about.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../../syntax/facts.ts';

/** What is rewritten. */
export interface FanOutTarget {
  /** What is started for one collector; more than one when an array is filled at several places. */
  readonly starts: readonly FanOutFact[];
  readonly facts: ModuleFacts;
  /** Keeps the new names of rewrites that can see each other apart. */
  readonly ordinal: number;
}
