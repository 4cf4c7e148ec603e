// Whether printed text is coloured.
import { isatty } from 'node:tty';
import { createColors } from 'picocolors';

/**
 * The colours for standard output: on if it is a terminal, unless the environment says otherwise.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function getColors(): ReturnType<typeof createColors> {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return createColors(false);
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '')
    return createColors(FORCE_COLOR !== '0' && FORCE_COLOR !== 'false');
  return createColors(isatty(1) && TERM !== 'dumb');
}
