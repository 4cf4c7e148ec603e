// The one error that is the user's to mend: its message is one line that says what, where, and what
// to do.

/**
 * Bad input: arguments, configuration, paths. The command line prints the message alone and exits
 * with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
