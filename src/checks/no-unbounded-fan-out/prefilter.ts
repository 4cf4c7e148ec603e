// Decides by text whether a file may contain a fan-out, so that most files are never parsed.

const COLLECTOR =
  /\.\s*(?:all|allSettled|any|race)\s*(?:<[^(]*>\s*)?\(\s*|\bfor\s+await\b|promiseAll|bluebird|p-map|p-filter|['"]async['"]/g;
/** A callback that is `async`, or returns the result of a call. */
const CALLS_BACK =
  /\.\s*(?:forEach|map|flatMap)\s*(?:<[^(]*>\s*)?\(\s*async\b|\.\s*forEach\s*\(\s*(?:[\w$.]+\s*[,)]|(?:\([^()]*\)|[\w$]+)\s*=>\s*(?:\{\s*return\s+)?[\w$.]+\s*\()/;
/**
 * A `map` at the beginning of a line: a statement that discards its result, unless the previous
 * line continues. Matches the name first and looks behind it, because line starts are far more
 * frequent.
 */
const LEADING_MAP =
  /\.\s*(?:map|flatMap)\s*\((?<=(^[ \t]*(?:void\s+|await\s+)?[\w$.?!]+\s*\.\s*(?:map|flatMap)\s*\())/gm;
/**
 * Line ends outside comments after which an expression continues. Not `{`, which may open a block,
 * nor `)`, which may close the head of an `if`.
 */
const GOES_ON = /^(?!.*(?:\/\/|\*)).*(?:[([,=?:|&+]|=>|\breturn)\s*$/;

/**
 * Whether a text may contain a fan-out other than `Promise.all([…])` with one task per element. May
 * be wrong only by returning true.
 * @param wrappers names of the project's own collecting functions
 */
export function mayFanOut(text: string, wrappers: Iterable<string>): boolean {
  for (const match of text.matchAll(COLLECTOR))
    if (!match[0].startsWith('.') || !isListOfFew(text, match.index + match[0].length)) return true;
  if (/\basync\b/.test(text)) {
    if (CALLS_BACK.test(text)) return true;
    for (const { 0: call, 1: whole = call, index } of text.matchAll(LEADING_MAP))
      if (!GOES_ON.test(getLineBefore(text, index + call.length - whole.length))) return true;
  }
  for (const name of wrappers) if (text.includes(name.split('.').at(-1) ?? name)) return true;
  return false;
}

function getLineBefore(text: string, start: number): string {
  const end = text.lastIndexOf('\n', start - 1);
  return end <= 0 ? '' : text.slice(text.lastIndexOf('\n', end - 1) + 1, end);
}

/** Whether an array literal without spreads starts here, judging by brackets and quotes alone. */
function isListOfFew(text: string, start: number): boolean {
  if (text[start] !== '[') return false;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '[' || char === '(' || char === '{') depth += 1;
    else if (char === ']' || char === ')' || char === '}') depth -= 1;
    else if (char === '`' || char === '/' || text.startsWith('...', at)) return false;
    else if (char === '"' || char === "'") at = findQuote(text, at);
    if (depth === 0) return /^\s*[,)]/.test(text.slice(at + 1, at + 200));
  }
  return false;
}

/** The offset of the quote that closes the one at `start`. */
function findQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}
