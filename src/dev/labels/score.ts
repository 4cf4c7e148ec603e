// Agreement of findings with labels that people gave by reading. Pure.

/**
 * A careful reviewer's verdict on a site. `strict`: worth a report in `strict` only. `arguable`:
 * two reviewers would differ, so it doesn't count.
 */
export type Verdict = 'flag' | 'strict' | 'ignore' | 'arguable';

/** One labelled site. */
export interface Label {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly line: number;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** A label, and whether something was reported there. */
export interface Judged {
  readonly label: Label;
  readonly isFound: boolean;
}

/** Labels that were reported rightly, reported needlessly, and missed. */
export interface Score {
  readonly right: readonly Label[];
  readonly needless: readonly Label[];
  readonly missed: readonly Label[];
  readonly precision: number;
  readonly recall: number;
}

/** Computes the agreement for a preset. */
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
