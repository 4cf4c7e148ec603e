// Text from files, such as their names, made safe for a terminal: what would be a command to it is
// shown instead.

/** Control characters but line breaks and tabs, and those that turn the direction of text. */
const CONTROLS = /(?![\n\t])[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Shows control characters as `\x1b`; line breaks and tabs stay. */
export function toPrintable(text: string): string {
  return text.replace(CONTROLS, toEscape);
}

/** Shows all control characters of a name, which fills no more than a line. */
export function toPrintableName(name: string): string {
  return toPrintable(name).replace(/[\n\t]/g, toEscape);
}

/** Does that to all text of a report, at any depth. */
export function toPrintableReport<T>(report: T): T {
  const copy = mapText(report);
  return isOfShape(copy, report) ? copy : report;
}

function toEscape(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
}

function mapText(value: unknown): unknown {
  if (typeof value === 'string') return toPrintable(value);
  if (Array.isArray(value)) return value.map(mapText);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map)
    return new Map([...value].map(([key, one]) => [mapText(key), mapText(one)]));
  if (value instanceof Set) return new Set([...value].map(mapText));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapText(one)]));
}

/** A copy whose text alone is another has the shape of what it was made of. */
function isOfShape<T>(_copy: unknown, _original: T): _copy is T {
  return true;
}
