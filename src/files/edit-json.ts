// Adds members to objects in the text of any JSON file, keeping its layout.

/** A member of an object: from the quote of its key to the end of its value. */
export interface Member {
  readonly key: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The members of the object that opens at an offset of a valid JSON text. */
export function readMembers(text: string, open: number): readonly Member[] {
  const members: Member[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;
  tokens.lastIndex = open + 1;
  let depth = 0;
  let key: { readonly name: string; readonly start: number } | undefined;
  let valueStart: number | undefined;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [word] = token;
    if (depth === 0 && word === '}') break;
    if (word === ':' || (word === ',' && depth === 0)) continue;
    if (!key) {
      key = { name: String(JSON.parse(word)), start: token.index };
      continue;
    }
    valueStart ??= token.index;
    if (word === '{' || word === '[') depth += 1;
    if (word === '}' || word === ']') depth -= 1;
    if (depth > 0) continue;
    members.push({ key: key.name, start: key.start, valueStart, end: token.index + word.length });
    key = undefined;
    valueStart = undefined;
  }
  return members;
}

/**
 * Adds a member to the object that opens at an offset: before the member `before`, else in order if
 * its keys are sorted, else at its end.
 * @param value JSON text
 */
export function addMember(
  text: string,
  open: number,
  key: string,
  value: string,
  before?: string,
): string {
  const members = readMembers(text, open);
  const member = `${JSON.stringify(key)}:${/"\s*:(\s*)/.exec(text)?.[1] ?? ' '}${value}`;
  const last = members.at(-1);
  if (!last) {
    const outer = getGap(text, open);
    const inner = outer === '' ? '' : outer + getUnit(text);
    return text.slice(0, open + 1) + inner + member + outer + text.slice(text.indexOf('}', open));
  }
  const isSorted = members.every(
    (one, index) => index === 0 || (members[index - 1]?.key ?? '') < one.key,
  );
  const next = members.find((one) =>
    before === undefined ? isSorted && one.key > key : one.key === before,
  );
  const { start } = next ?? last;
  const gap = /\s*$/.exec(text.slice(0, start))?.[0] ?? '';
  if (next)
    return `${text.slice(0, start)}${member},${gap || ' '.repeat(Number(/,\s/.test(text)))}${text.slice(start)}`;
  return `${text.slice(0, last.end)},${gap}${member}${text.slice(last.end)}`;
}

/** The line break and indentation of the line at an offset; empty if the text is one line. */
function getGap(text: string, offset: number): string {
  return (
    /(\r?\n[ \t]*)[^\n]*$/.exec(text.slice(0, offset))?.[1] ??
    /^\s*\{\s*(\r?\n)/.exec(text)?.[1] ??
    ''
  );
}

/** One step of indentation. */
function getUnit(text: string): string {
  return /\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
}
