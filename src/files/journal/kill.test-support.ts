// Runs a program that kills itself at its n-th change of the disk, counted from the first one that
// has to do with a journal. What a power cut would do is seen by the order of the changes.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTree, readTree } from '../../dev/tree.test-support.ts';

/** A change of the disk, or what makes it last. */
type Change = readonly [name: string, ...paths: readonly string[]];

export interface KillOptions {
  /** Which change is not made, from 1; of a text, half is written. */
  readonly at?: number;
  /** Whether journals and sources are on different disks. */
  readonly isOnTwoDisks?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface KilledRun {
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** All changes that were made; empty for a run that was killed. */
  readonly changes: readonly Change[];
}

/** Stands in front of everything that changes the disk. Text, since node loads it by itself. */
const PRELOAD = String.raw`
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const changes = [];
const opened = new Map();
let isOn = false;
const real = { ...fs };
const toPath = (one) => opened.get(one) ?? String(one);
const isCache = (path) => String(path).includes('.cache');
for (const name of ['mkdir', 'open', 'writeFile', 'fchmod', 'fsync', 'link', 'rename', 'rm', 'unlink', 'copyFile']) {
  fs[name + 'Sync'] = (...args) => {
    isOn ||= args.some((one) => String(one).includes('rewrites-'));
    const isChange = isOn && !(name === 'open' && args[1] === 'r');
    if (isChange) {
      changes.push([name, ...(['link', 'rename', 'copyFile'].includes(name) ? args.slice(0, 2) : args.slice(0, 1)).map(toPath)]);
      if (changes.length === at) {
        if (name === 'writeFile') real.writeFileSync(args[0], args[1].slice(0, args[1].length / 2));
        process.kill(process.pid, 'SIGKILL');
        for (;;);
      }
    }
    if (isOnTwoDisks && ['link', 'rename'].includes(name) && isCache(args[0]) !== isCache(args[1]))
      throw Object.assign(new Error('on two disks'), { code: 'EXDEV' });
    const result = real[name + 'Sync'](...args);
    if (name === 'open') opened.set(result, String(args[0]));
    return result;
  };
}
syncBuiltinESMExports();
process.on('exit', () => real.writeFileSync(notes, JSON.stringify(changes)));
`;

/** Runs node with the arguments. */
export async function runKilled(
  cwd: string,
  args: readonly string[],
  { at = 0, isOnTwoDisks = false, env = {} }: KillOptions = {},
): Promise<KilledRun> {
  const notes = join(makeTree({ 'changes.json': '[]' }), 'changes.json');
  const wishes = `const { at, isOnTwoDisks, notes } = ${JSON.stringify({ at, isOnTwoDisks, notes })};`;
  const url = `data:text/javascript,${encodeURIComponent(wishes + PRELOAD)}`;
  const child = spawn(process.execPath, ['--import', url, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const signal = await new Promise<NodeJS.Signals | null>((done) =>
    child.on('close', (_, one) => done(one)),
  );
  const changes: unknown = JSON.parse(readFileSync(notes, 'utf8'));
  return { signal, stderr, changes: isChanges(changes) ? changes : [] };
}

function isChanges(value: unknown): value is readonly Change[] {
  return Array.isArray(value);
}

/** Calls a function of a built module, with arguments that JSON can hold. */
export function toCall(module: string, call: string): readonly string[] {
  const built = fileURLToPath(new URL(`../../../dist/src/${module}.js`, import.meta.url));
  return [
    '--input-type=module',
    '--eval',
    `import * as m from ${JSON.stringify(built)}; console.error(JSON.stringify(m.${call}))`,
  ];
}

/** Spreads points evenly over all changes of a run, the first and the last one included. */
export function spread(count: number, points: number): number[] {
  const step = Math.max(1, (count - 1) / (points - 1));
  const all = Array.from({ length: points }, (_, index) => 1 + Math.round(index * step));
  return [...new Set(all.filter((at) => at <= count))];
}

/** All files but what is installed, and what lies in the cache. */
export function readSources(root: string): Readonly<Record<string, string>> {
  const files = Object.entries(readTree(root));
  return Object.fromEntries(files.filter(([path]) => !path.startsWith('node_modules/')));
}

/** What lies in the cache of a project. */
export function listCache(root: string): readonly string[] {
  return Object.keys(readTree(root)).filter((path) => path.startsWith('node_modules/.cache/'));
}
