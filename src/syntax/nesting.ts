// How deeply a text nests, asked before anything parses it: the parser recurses on the stack of the
// process, and ends the process without a word where that is too small. An estimate.

/** Open brackets. The parser fails from 3,000, and what goes through its tree earlier. */
const MAXIMUM_DEPTH = 1_000;

/**
 * What may nest without brackets, in one statement: operators, and keywords one after the other, as
 * in `a ? b : c ? d : …` or `typeof typeof …`.
 */
const MAXIMUM_CHAIN = 15_000;

const OPENING = codesOf('([{');
const CLOSING = codesOf(')]}');
const ENDING = codesOf(',;');

function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(128);
  for (const character of characters) codes[character.charCodeAt(0)] = 1;
  return codes;
}

/** Whether a text nests too deeply to be parsed. */
export function isTooDeep(text: string): boolean {
  return text.length > MAXIMUM_DEPTH && mayBeTooDeep(text) && isReallyTooDeep(text);
}

/** A quick look at the characters, whatever they stand in. */
function mayBeTooDeep(text: string): boolean {
  let depth = 0;
  let chain = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (ENDING[code] === 1) {
      chain = 0;
      continue;
    }
    if ((chain += 1) > MAXIMUM_CHAIN) return true;
    if (OPENING[code] === 1) depth += 1;
    else if (CLOSING[code] === 1 && depth > 0) depth -= 1;
    if (depth > MAXIMUM_DEPTH) return true;
  }
  // In these a semicolon ends nothing.
  return text.length > 4 * MAXIMUM_CHAIN && [...text.matchAll(NESTING_WORD)].length > MAXIMUM_CHAIN;
}

const NESTING_WORD = /\b(?:else|for)\b/g;

/**
 * The tokens that count: line breaks, comments, strings, the text of templates up to its end or an
 * expression, regular expressions, words, and single characters.
 */
const TOKEN =
  /(?<line>\s*[\n\r]\s*)|\s+|\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)|(?<text>'(?:[^'\\\n\r]|\\[^])*'|"(?:[^"\\\n\r]|\\[^])*")|(?<word>[\w$\u0080-\uFFFF]+)|(?<mark>[^])/y;
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?<end>`|\$\{|\\?$)/y;
const PATTERN = /(?:[^\\/[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/[a-z]*/y;

/** How much an operator nests, where that is more than one level of its own. */
const WEIGHTS: Readonly<Record<string, number>> = { '<': 4, '>': 2 };
const OPERATOR = /^[-+*/%&|^?:=!~<>.]$/;

type Groups = Readonly<Record<string, string | undefined>>;

/** An open bracket. */
interface Level {
  /** What the chain of its last statement has come to. */
  chain: number;
  /** Whether a new statement begins, unless what comes says otherwise. */
  isEnd: boolean;
  /** Whether it is the `${` of a template. */
  readonly isTemplate: boolean;
}

function open(isTemplate: boolean): Level {
  return { chain: 0, isEnd: false, isTemplate };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function isReallyTooDeep(text: string): boolean {
  const outermost = open(false);
  const levels: Level[] = [outermost];
  let isAfterOperator = true;
  for (let at = 0; at < text.length;) {
    let level = levels.at(-1) ?? outermost;
    const found = match(TOKEN, text, at);
    at += found?.[0].length ?? 1;
    const { line, text: string, word, mark }: Groups = found?.groups ?? {};
    if (line !== undefined) level.isEnd ||= !isAfterOperator;
    else if (string !== undefined) isAfterOperator = false;
    else if (word !== undefined) {
      goOn(level, word === 'else', isAfterOperator ? 0 : 2);
      isAfterOperator = false;
    } else if (mark !== undefined) {
      const closed = ')]}'.includes(mark) && levels.length > 1 ? levels.pop() : undefined;
      level = closed ? (levels.at(-1) ?? outermost) : level;
      if (mark === '/' && isAfterOperator) at += match(PATTERN, text, at)?.[0].length ?? 0;
      countMark(level, mark, isAfterOperator);
      if ('([{'.includes(mark)) levels.push(open(false));
      isAfterOperator = mark !== '>' && /[-+*/%&|^?:=!~<.,;([{]/.test(mark);
      if (mark === '`' || closed?.isTemplate === true) {
        const rest = match(TEMPLATE, text, at);
        at += rest?.[0].length ?? 0;
        if (rest?.groups?.['end'] === '${') levels.push(open(true));
      }
    }
    if (levels.length > MAXIMUM_DEPTH || level.chain > MAXIMUM_CHAIN) return true;
  }
  return false;
}

/** Adds to the chain of a statement, or begins that of the next one. */
function goOn(level: Level, isSameStatement: boolean, weight: number): void {
  if (level.isEnd && !isSameStatement) level.chain = 0;
  level.isEnd = false;
  level.chain += weight;
}

function countMark(level: Level, mark: string, isAfterOperator: boolean): void {
  if (mark === ',') level.chain = 0;
  else if (mark === ';' || mark === '}') level.isEnd = true;
  // A line of JSX begins with `<` and goes on with nothing.
  else if (OPERATOR.test(mark)) goOn(level, mark !== '<', WEIGHTS[mark] ?? 1);
  else if ('([`'.includes(mark) && !isAfterOperator) goOn(level, true, 1);
}
