// The colours of terminal reports, and the colouring of code in sentences.
import type picocolors from 'picocolors';

/** The result of picocolors' `createColors(enabled)`. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours the code in a sentence, which is in backticks. */
export function colorCode(sentence: string, colors: Colors): string {
  return sentence.replace(/`[^`\n]+`/g, (code) => colors.cyan(code));
}
