// Validates a value against the part of JSON Schema that configurations use, and describes its
// first problem to its author. ESLint reads the same schemas, and words its own errors.

type Json = Readonly<Record<string, unknown>>;

/** A value's first problem: its path from the root, and what is wrong. */
export interface Problem {
  readonly path: readonly string[];
  /** Continues the sentence after the path: `must be …, not …`. */
  readonly text: string;
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'anyOf',
  'properties',
  'additionalProperties',
  'required',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minLength',
  'pattern',
  'minimum',
  'description',
  'default',
]);

const TYPES: Readonly<
  Record<string, { readonly words: string; readonly has: (value: unknown) => boolean }>
> = {
  object: { words: 'an object', has: isObject },
  array: { words: 'an array', has: Array.isArray },
  string: { words: 'a string', has: (value) => typeof value === 'string' },
  boolean: { words: '`true` or `false`', has: (value) => typeof value === 'boolean' },
  number: { words: 'a number', has: (value) => typeof value === 'number' },
  integer: { words: 'a whole number', has: Number.isInteger },
};

/**
 * Validates a value against a schema.
 * @throws TypeError for an unsupported keyword
 */
export function findProblem(
  value: unknown,
  schema: unknown,
  path: readonly string[] = [],
): Problem | undefined {
  const rules = toSchema(schema);
  const branches = toList(rules['anyOf']);
  if (branches.length > 0) return findProblemOfBranches(value, branches, path);
  if (!isAdmitted(value, rules))
    return { path, text: `must be ${describe(rules)}, not ${quote(value)}` };
  if (Array.isArray(value)) return findProblemOfItems(value, rules, path);
  return isObject(value) ? findProblemOfKeys(value, rules, path) : undefined;
}

/**
 * Reports the problem of the branch that has the value's type; if there is none, lists all
 * branches.
 */
function findProblemOfBranches(
  value: unknown,
  branches: readonly unknown[],
  path: readonly string[],
): Problem | undefined {
  const problems = branches.map((branch) => findProblem(value, branch, path));
  if (problems.includes(undefined)) return undefined;
  const closest = branches.findIndex(
    (branch) => isObject(branch) && 'type' in branch && isOfType(value, branch),
  );
  return (
    problems[closest] ?? {
      path,
      text: `must be ${branches.map((branch) => describe(toSchema(branch))).join(' or ')}, not ${quote(value)}`,
    }
  );
}

function findProblemOfItems(
  values: readonly unknown[],
  rules: Json,
  path: readonly string[],
): Problem | undefined {
  const { items } = rules;
  if (items === undefined) return undefined;
  for (const [index, value] of values.entries()) {
    const schema: unknown = Array.isArray(items) ? items[index] : items;
    const problem =
      schema === undefined ? undefined : findProblem(value, schema, [...path, String(index)]);
    if (problem) return problem;
    if (rules['uniqueItems'] === true && values.indexOf(value) !== index)
      return { path: [...path, String(index)], text: `repeats ${quote(value)}` };
  }
  return undefined;
}

function findProblemOfKeys(value: Json, rules: Json, path: readonly string[]): Problem | undefined {
  const properties = isObject(rules['properties']) ? rules['properties'] : {};
  const names = Object.keys(properties).filter((name) => !name.startsWith('$'));
  for (const [key, child] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, key) ? properties[key] : rules['additionalProperties'];
    if (schema === false)
      return {
        path: [...path, key],
        text: `is no known key. ${names.length === 1 ? 'The key there is' : 'The keys there are'} ${join(
          names.map((name) => `\`${name}\``),
          'and',
        )}`,
      };
    const problem = schema === undefined ? undefined : findProblem(child, schema, [...path, key]);
    if (problem) return problem;
  }
  const missing = toList(rules['required']).find(
    (key) => typeof key === 'string' && !Object.hasOwn(value, key),
  );
  return typeof missing === 'string' ? { path, text: `lacks the key \`${missing}\`` } : undefined;
}

/** Whether a value matches a schema, apart from its elements and members. */
function isAdmitted(value: unknown, rules: Json): boolean {
  const { const: only, minItems, maxItems, minLength, minimum, pattern } = rules;
  if ('enum' in rules) return toList(rules['enum']).includes(value);
  if (only !== undefined) return value === only;
  if (!isOfType(value, rules)) return false;
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
  return (
    (typeof minItems !== 'number' || length >= minItems) &&
    (typeof maxItems !== 'number' || length <= maxItems) &&
    (typeof minLength !== 'number' || length >= minLength) &&
    (typeof minimum !== 'number' || (typeof value === 'number' && value >= minimum)) &&
    (typeof pattern !== 'string' ||
      (typeof value === 'string' && new RegExp(pattern, 'u').test(value)))
  );
}

function isOfType(value: unknown, rules: Json): boolean {
  return typeof rules['type'] !== 'string' || (TYPES[rules['type']]?.has(value) ?? false);
}

/** Describes what a schema requires. */
function describe(rules: Json): string {
  const branches = toList(rules['anyOf']);
  if (branches.length > 0) return branches.map((branch) => describe(toSchema(branch))).join(' or ');
  if ('enum' in rules) return join(toList(rules['enum']).map(quote), 'or');
  if ('const' in rules) return quote(rules['const']);
  const { type, items, minItems, maxItems, minLength, minimum, pattern } = rules;
  const words = TYPES[String(type)]?.words ?? 'something else';
  if (Array.isArray(items))
    return `an array of ${typeof minItems === 'number' && minItems !== maxItems ? `${String(minItems)} to ` : ''}${String(maxItems)} elements`;
  if (isObject(items)) return items['type'] === 'string' ? 'an array of strings' : 'an array';
  if (typeof pattern === 'string') return `${words} that matches \`/${pattern}/\``;
  if (typeof minimum === 'number') return `${words} from ${String(minimum)}`;
  return typeof minLength === 'number' ? `${words} that is not empty` : words;
}

function toSchema(schema: unknown): Json {
  if (!isObject(schema)) throw new TypeError('a schema must be an object');
  const unknown = Object.keys(schema).find((keyword) => !KEYWORDS.has(keyword));
  if (unknown !== undefined)
    throw new TypeError(`the schema keyword \`${unknown}\` is not supported`);
  return schema;
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as code, truncated if it is long. */
function quote(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = `\`${value === undefined ? 'undefined' : JSON.stringify(value)}\``;
  return text.length > 60 ? `${text.slice(0, 58)}…\`` : text;
}

function join(words: readonly string[], conjunction: 'and' | 'or'): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`;
}
