// An error in one file is that file's failure: the others are looked at as if nothing had happened.
import { TOO_DEEP, type ParseFailure } from './parse.ts';

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
