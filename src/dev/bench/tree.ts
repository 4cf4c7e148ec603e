// Writes the files to measure with: a server of N TypeScript files, equal for equal seeds.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What was written. */
export interface Tree {
  readonly files: number;
  readonly bytes: number;
  readonly medianBytes: number;
  /** Files with one finding each. */
  readonly findings: number;
}

/** Half of the files are smaller, as in real servers. */
const MEDIAN_BYTES = 4096;
/** The spread of sizes: the standard deviation of their logarithms. */
const SPREAD = 0.8;
const FINDINGS = 50;
/** One file in this many has no finding but must be parsed to tell. */
const DECOYS = 20;
const FILES_PER_FOLDER = 12;
/** How many files a feature has, and how many files all features share. */
const FEATURE = 200;
const SHARED = 100;

/** Returns the next number in [0, 1). */
type Random = () => number;

/** Writes the tree into an empty folder. */
export function writeTree(folder: string, files: number, seed: number): Tree {
  const random = createRandom(seed);
  const sizes: number[] = [];
  const every = Math.max(1, Math.floor(files / Math.min(FINDINGS, files)));
  let findings = 0;
  for (let index = 0; index < files; index += 1) {
    const hasFinding = index % every === 0 && findings < FINDINGS;
    if (hasFinding) findings += 1;
    const special = hasFinding
      ? pick(FOUND, random)
      : index % DECOYS === 1
        ? pick(PARSED, random)
        : '';
    const text = buildFile(index, files, special, random);
    const path = join(folder, toPath(index));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    sizes.push(text.length);
  }
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ name: 'bench', private: true, type: 'module', imports: { '#src/*': './src/*' } }, undefined, 2)}\n`,
  );
  sizes.sort((a, b) => a - b);
  return {
    files,
    findings,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    medianBytes: sizes[files >> 1] ?? 0,
  };
}

/** The path of a file, relative to the tree. */
export function toPath(index: number): string {
  const folder = Math.floor(index / FILES_PER_FOLDER);
  return `src/${pickAt(AREAS, folder)}/${pickAt(SUBJECTS, folder >> 3)}-${String(folder)}/${pickAt(SUBJECTS, index)}-${String(index)}.ts`;
}

function buildFile(index: number, files: number, special: string, random: Random): string {
  const size = MEDIAN_BYTES * Math.exp(SPREAD * toNormal(random));
  const parts = [buildImports(index, files, random), special];
  let length = parts.join('').length;
  for (let part = 0; length < size; part += 1) {
    const text = pick(PARTS, random)(
      `${toCamel(pick(SUBJECTS, random))}${toPascal(pick(VERBS, random))}${String(part)}`,
      random,
    );
    parts.push(text);
    length += text.length;
  }
  const [imports = '', ...rest] = parts;
  return [imports, ...rest.filter((part) => part !== '')].join('\n');
}

/** Builds two to sixteen imports: of the project, of Node, and of cheap packages. */
function buildImports(index: number, files: number, random: Random): string {
  const count = 2 + Math.floor(random() * random() * 15);
  const specifiers = new Set<string>();
  for (let place = 0; place < count; place += 1) {
    const kind = random();
    if (kind < 0.6)
      specifiers.add(`#src/${toPath(pickNeighbour(index, files, random)).replace(/^src\//, '')}`);
    else if (kind < 0.75)
      specifiers.add(`node:${pick(['fs', 'path', 'crypto', 'url', 'util', 'events'], random)}`);
    else
      specifiers.add(
        pick(
          ['express', 'zod', 'pino', 'uuid', 'date-fns', 'lodash-es', 'undici', 'dotenv'],
          random,
        ),
      );
  }
  const lines = [...specifiers].map((specifier, place) => {
    const name = `${toCamel(pick(SUBJECTS, random))}${String(place)}`;
    const isType = random() < 0.2;
    // Two thirds of the value imports are used as values, the others only as types.
    const use =
      isType || random() < 0.33
        ? `export type ${toPascal(name)}Use = typeof ${name};`
        : `export const ${name}Use = () => ${name};`;
    return `${random() < 0.7 ? `import ${isType ? 'type ' : ''}{ ${name}, ${name}Options } from '${specifier}';` : `import ${isType ? 'type ' : ''}${name} from '${specifier}';`}\n${use}`;
  });
  return `// File ${String(index)} of a server that was made up for measuring.\n${lines.join('\n')}\n`;
}

/** Picks a file of the same feature or one that all features share. */
function pickNeighbour(index: number, files: number, random: Random): number {
  const start = Math.floor(index / FEATURE) * FEATURE;
  const rest = Math.min(start + FEATURE, files) - index - 1;
  const isShared = random() < 0.2 || rest <= 0;
  return isShared
    ? Math.floor(random() * Math.min(files, SHARED))
    : index + 1 + Math.floor(random() * rest);
}

const AREAS = ['services', 'routes', 'models', 'jobs', 'lib', 'middleware', 'adapters', 'domain'];
const SUBJECTS = [
  'user',
  'order',
  'invoice',
  'product',
  'session',
  'payment',
  'report',
  'image',
  'search',
  'mail',
  'audit',
  'cart',
  'price',
  'stock',
  'token',
  'webhook',
];
const VERBS = [
  'find',
  'create',
  'update',
  'remove',
  'validate',
  'format',
  'parse',
  'merge',
  'resolve',
  'notify',
  'schedule',
  'render',
];

const PARTS: readonly ((name: string, random: Random) => string)[] = [
  (name, random) => `/**
 * Works out the ${pick(SUBJECTS, random)} of a ${pick(SUBJECTS, random)}, with what is left of its ${pick(SUBJECTS, random)}.
 * @param input what was sent
 * @returns the result, or undefined when there is none
 */
export function ${name}(input: Readonly<Record<string, unknown>>, limit = ${String(Math.floor(random() * 100))}): string | undefined {
  const entries = Object.entries(input).filter(([key, value]) => key !== '' && value !== null);
  if (entries.length > limit) {
    throw new Error(\`too many entries: \${entries.length} of \${limit}\`);
  }
  return entries.map(([key, value]) => \`\${key}=\${String(value)}\`).join('&') || undefined;
}
`,
  (name) => `export interface ${toPascal(name)} {
  readonly id: string;
  readonly createdAt: Date;
  readonly updatedAt?: Date;
  readonly labels: readonly string[];
  readonly parent: ${toPascal(name)} | null;
  readonly settings: { readonly isActive: boolean; readonly retries: number; readonly timeout?: number };
}
`,
  (name, random) => `export class ${toPascal(name)}Service {
  private readonly cache = new Map<string, number>();

  constructor(private readonly size: number, private readonly label = '${pick(SUBJECTS, random)}') {}

  async load(key: string): Promise<number> {
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const response = await this.request(\`/${pick(SUBJECTS, random)}/\${encodeURIComponent(key)}\`);
    if (!response.ok) {
      console.warn(\`\${this.label}: \${response.status} for \${key}\`);
      return 0;
    }
    const value = Number(await response.text());
    if (this.cache.size < this.size) this.cache.set(key, value);
    return value;
  }

  private request(path: string): Promise<Response> {
    return fetch(new URL(path, 'https://api.example.com'), { headers: { accept: 'text/plain' } });
  }
}
`,
  (name, random) => `export const ${name}Table = {
${Array.from({ length: 4 + Math.floor(random() * 8) }, (_, row) => `  ${pick(SUBJECTS, random)}${String(row)}: { code: ${String(row * 17)}, text: '${pick(VERBS, random)} the ${pick(SUBJECTS, random)}', tags: ['${pick(SUBJECTS, random)}', '${pick(VERBS, random)}'] },`).join('\n')}
} as const;
`,
  (
    name,
    random,
  ) => `export async function ${name}(ids: readonly string[], signal?: AbortSignal): Promise<number> {
  let done = 0;
  for (const id of ids) {
    if (signal?.aborted) break;
    try {
      const item = await ${toCamel(pick(SUBJECTS, random))}Store.get(id); // one after the other
      if (item.state === 'open' || (item.retries ?? 0) < ${String(Math.floor(random() * 9))}) {
        await ${toCamel(pick(SUBJECTS, random))}Store.set(id, { ...item, state: 'done', at: Date.now() });
        done += 1;
      }
    } catch (error) {
      console.error('${pick(VERBS, random)} failed', id, error);
    }
  }
  return done;
}
`,
  (
    name,
    random,
  ) => `type ${toPascal(name)}Input = Partial<Record<'${pick(SUBJECTS, random)}' | '${pick(VERBS, random)}' | 'name', string | number>> & { readonly strict?: boolean };

export function is${toPascal(name)}(value: unknown): value is ${toPascal(name)}Input {
  return typeof value === 'object' && value !== null && ('name' in value || 'strict' in value);
}
`,
];

/** Code with a finding. */
const FOUND = [
  `import sharp from 'sharp';

export async function toThumbnail(path: string): Promise<Buffer> {
  return sharp(path).resize(320, 240).webp().toBuffer();
}
`,
  `import puppeteer from 'puppeteer';

export async function toPdf(url: string): Promise<Uint8Array> {
  const browser = await puppeteer.launch();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.pdf();
  } finally {
    await browser.close();
  }
}
`,
  `export async function refreshAll(urls: readonly string[]): Promise<void> {
  await Promise.all(urls.map(async (url) => {
    await fetch(url, { method: 'POST' });
  }));
}
`,
];

/** Code that looks like a finding in the bare text. */
const PARSED = [
  `export async function loadBoth(): Promise<readonly [string, string]> {
  const [first, second] = await Promise.all([fetch('/first'), fetch('/second')]);
  return [await first.text(), await second.text()];
}
`,
  `export async function toWebp(path: string): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp(path).webp().toBuffer();
}
`,
];

/** Draws a number from the normal distribution. */
function toNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** The generator "mulberry32". */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(values: readonly T[], random: Random): T {
  return pickAt(values, Math.floor(random() * values.length));
}

function pickAt<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

function toCamel(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function toPascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
