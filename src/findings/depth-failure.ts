// Code that nests deeper than the stack fails like code that does not parse.
import type { ParseFailure } from '../syntax/parse.ts';

/**
 * The failure that an error stands for.
 * @throws Error for anything but a stack that is too small: a defect of this project
 */
export function toDepthFailure(error: unknown, message: string): ParseFailure {
  if (error instanceof RangeError)
    return { message: 'The code is nested too deeply to be looked at', offset: 0 };
  throw new Error(message, { cause: error });
}
