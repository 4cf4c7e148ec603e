// The language of `.gitignore` files: from their text to a test of paths. Knows nothing of the disk.
// @see https://git-scm.com/docs/gitignore

/** What one `.gitignore` says of a path, relative to its folder, with `/`; `undefined` when it says nothing. */
export type IgnoreTest = (path: string, isFolder: boolean) => boolean | undefined;

/** Rules that stand one after the other and say the same, so that one expression can stand for all of them. */
interface RuleGroup {
  readonly isIgnoring: boolean;
  readonly everything: string[];
  readonly folders: string[];
}

/** Reads a `.gitignore`. Of the rules that match a path, the last one counts. */
export function parseGitIgnore(text: string): IgnoreTest {
  const groups: RuleGroup[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const rule = parseLine(line);
    if (!rule) continue;
    let group = groups.at(-1);
    if (group?.isIgnoring !== rule.isIgnoring) groups.push((group = { isIgnoring: rule.isIgnoring, everything: [], folders: [] }));
    (rule.isForFolders ? group.folders : group.everything).push(rule.source);
  }
  const tests = groups.toReversed().map(({ isIgnoring, everything, folders }) => ({
    isIgnoring,
    matchesAny: toTest(everything),
    matchesFolder: toTest(folders),
  }));
  return (path, isFolder) => tests.find((test) => test.matchesAny(path) || (isFolder && test.matchesFolder(path)))?.isIgnoring;
}

function toTest(sources: readonly string[]): (path: string) => boolean {
  if (sources.length === 0) return () => false;
  const pattern = new RegExp(`^(?:${sources.join('|')})$`, 's');
  return (path) => pattern.test(path);
}

interface Rule {
  readonly source: string;
  readonly isIgnoring: boolean;
  readonly isForFolders: boolean;
}

function parseLine(line: string): Rule | undefined {
  const text = line.replace(/(?<!\\)((?:\\\\)*) +$/, '$1'); // a space behind `\` stays
  if (text === '' || text.startsWith('#')) return undefined;
  const isIgnoring = !text.startsWith('!');
  const whole = isIgnoring ? text : text.slice(1);
  const isForFolders = whole.endsWith('/');
  const pattern = isForFolders ? whole.slice(0, -1) : whole;
  const source = toSource(pattern.replace(/^\//, ''));
  if (pattern === '' || source === undefined || !isExpression(source)) return undefined;
  return { source: pattern.includes('/') ? source : `(?:.*/)?${source}`, isIgnoring, isForFolders };
}

/** A set such as `[z-a]` is none, and matches nothing. */
function isExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}

/** The expression of a pattern; `undefined` for one that git lets match nothing. */
function toSource(pattern: string): string | undefined {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const [stars = ''] = /^\*+/.exec(pattern.slice(at)) ?? [];
    const character = pattern.charAt(at);
    if (stars !== '') {
      const isWhole = stars.length > 1 && (at === 0 || pattern.charAt(at - 1) === '/');
      const next = pattern.charAt(at + stars.length);
      if (isWhole && next === '/') source += '(?:.*/)?';
      else source += isWhole && next === '' ? '.*' : '[^/]*';
      at += stars.length + (isWhole && next === '/' ? 1 : 0);
    } else if (character === '[') {
      const set = readSet(pattern, at);
      if (!set) return undefined;
      source += set.source;
      at = set.end;
    } else if (character === '\\') {
      if (at + 1 === pattern.length) return undefined;
      source += escape(pattern.charAt(at + 1));
      at += 2;
    } else {
      source += character === '?' ? '[^/]' : escape(character);
      at += 1;
    }
  }
  return source;
}

const NAMED_SETS: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/** `[a-z]`, `[!a-z]`, `[]a]`, `[[:digit:]]`: never a `/`. */
function readSet(pattern: string, start: number): { readonly source: string; readonly end: number } | undefined {
  const isNegated = /[!^]/.test(pattern.charAt(start + 1));
  const first = start + (isNegated ? 2 : 1);
  let members = '';
  for (let at = first; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (character === ']' && at > first) {
      return { source: `(?!/)[${isNegated ? '^' : ''}${members}]`, end: at + 1 };
    } else if (named) {
      members += NAMED_SETS[named[1] ?? ''] ?? '';
      at += named[0].length - 1;
    } else if (character === '\\') {
      at += 1;
      members += escapeMember(pattern.charAt(at));
    } else {
      members += character === '-' && at > first && pattern.charAt(at + 1) !== ']' ? '-' : escapeMember(character);
    }
  }
  return undefined;
}

function escape(character: string): string {
  return character.replace(/[$()*+.?[\\\]^{|}]/, '\\$&');
}

function escapeMember(character: string): string {
  return character.replace(/[\\\]^[-]/, '\\$&');
}
