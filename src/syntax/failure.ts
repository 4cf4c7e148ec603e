// An error in one file is that file's failure: the others are looked at as if nothing had happened.

/** Why a file can't be looked into. */
export interface ParseFailure {
  readonly message: string;
  readonly offset: number;
  /**
   * Absent for a syntax error, which is the file's. A `limit` is one of ours, and a `defect` a
   * mistake of ours.
   */
  readonly kind?: 'limit' | 'defect';
}

/** Of code that nests more deeply than the stack. */
export const TOO_DEEP: ParseFailure = {
  message: 'The code is nested too deeply to be looked at',
  offset: 0,
  kind: 'limit',
};

/**
 * The failure that an error stands for: code that nests more deeply than the stack, or a defect of
 * this project.
 * @throws the error itself, where it is a UsageError: for what the user has to mend before anything can be looked at
 */
export function toFailure(error: unknown): ParseFailure {
  if (error instanceof Error && error.name === 'UsageError') throw error;
  return error instanceof RangeError ? TOO_DEEP : toDefect(error);
}

/** The failure of a file that comes to something wrong by a defect of this project. */
function toDefect(error: unknown): ParseFailure {
  const [line = ''] = String(error).split('\n');
  return { message: `Internal error, please report it: ${line}`, offset: 0, kind: 'defect' };
}
