// What keeps a file an ES module when its last import or export goes.
import type { TextStyle } from '../../../text/style.ts';

/** The lines for the end of a text. */
export function getModuleMark(text: string, { eol, semicolon }: TextStyle): string {
  return `${text.endsWith('\n') ? '' : eol}${eol}export {}${semicolon}${eol}`;
}
