// The only error that the user can fix: its message is one line that says what, where, and what to
// do.

/**
 * Bad input: arguments, configuration, paths. The command line prints the message alone and exits
 * with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
