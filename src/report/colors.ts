// The colours of terminal reports, and the colouring of code in sentences.
import type picocolors from 'picocolors';
import { toPrintable } from './printable.ts';

/** The result of picocolors' `createColors(enabled)`. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/** Colours the code in a sentence, which is in backticks, and shows what controls a terminal. */
export function colorCode(sentence: string, colors: Colors): string {
  return toPrintable(sentence).replace(/`[^`\n]+`/g, (code) => colors.cyan(code));
}
