// How well findings agree with labels that people gave by reading: pure. Knows neither the disk nor
// the check.

/**
 * What a careful reviewer says of a site. `strict`: worth a report in `strict` only. `arguable`:
 * two reviewers would differ, so it counts for nothing.
 */
export type Verdict = 'flag' | 'strict' | 'ignore' | 'arguable';

/** One site that somebody read. */
export interface Label {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** A label, and whether something was found at its place. */
export interface Judged {
  readonly label: Label;
  readonly isFound: boolean;
}

/** Found and labelled as a finding, found only, and labelled only. */
export interface Score {
  readonly right: readonly Label[];
  readonly needless: readonly Label[];
  readonly missed: readonly Label[];
  readonly precision: number;
  readonly recall: number;
}

/** Counts agreement for a preset. */
export function toScore(judged: readonly Judged[], preset: 'recommended' | 'strict'): Score {
  const wanted = new Set<Verdict>(preset === 'strict' ? ['flag', 'strict'] : ['flag']);
  const counted = judged.filter(({ label }) => label.verdict !== 'arguable');
  const pick = (isFound: boolean, isWanted: boolean): readonly Label[] =>
    counted
      .filter((one) => one.isFound === isFound && wanted.has(one.label.verdict) === isWanted)
      .map(({ label }) => label);
  const [right, needless, missed] = [pick(true, true), pick(true, false), pick(false, true)];
  return {
    right,
    needless,
    missed,
    precision: toShare(right.length, needless.length),
    recall: toShare(right.length, missed.length),
  };
}

function toShare(hits: number, others: number): number {
  return hits + others === 0 ? 1 : hits / (hits + others);
}
