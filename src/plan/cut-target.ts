// An import that a plan names.

/** An import by its file and its specifier. */
export interface CutTarget {
  /** Absolute. */
  readonly path: string;
  readonly specifier: string;
  /** A function that uses it and that another module calls at startup. */
  readonly runsInside?: string;
  /**
   * Whether the startup needs a value of it, so that loading it in a function would gain nothing.
   */
  readonly isNeededByStart?: boolean;
}

/** Gets a key that is the same for equal targets. */
export function toTargetKey({ path, specifier }: Pick<CutTarget, 'path' | 'specifier'>): string {
  return `${path}\n${specifier}`;
}
