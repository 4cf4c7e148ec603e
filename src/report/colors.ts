// The colours that terminal reports are handed, and what they colour inside a sentence. Must not
// find out whether a terminal has any.
import type picocolors from 'picocolors';

/** What picocolors' `createColors(enabled)` makes. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours the code in a sentence, which stands in backticks. */
export function colorCode(sentence: string, colors: Colors): string {
  return sentence.replace(/`[^`\n]+`/g, (code) => colors.cyan(code));
}
