// The command `npm run torture -- <folders…> --mutants 1000 --seed 1`: does what `check` and `fix`
// do to every file of any tree, and to mutants of them, and reports what goes wrong.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../files/usage-error.ts';
import { listFiles } from './files.ts';
import { createJudge, FAULT_KINDS, type FaultKind } from './judge.ts';
import { reduce } from './reduce.ts';
import { judgeFiles, judgeMutants, type Case, type Counts } from './run.ts';

const USAGE = `npm run torture -- <files or folders…> [--mutants 0] [--seed 1] [--show 10]
  [--no-files] [--save <folder>]

Every file is checked and fixed in memory; nothing of it is written. A mutant is made again by its
file and its seed: <file> --no-files --mutants 1 --seed <seed>.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    mutants: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    files: { type: 'boolean', default: true },
    save: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else run(positionals.map((target) => resolve(target)));

function run(targets: readonly string[]): void {
  const start = performance.now();
  const paths = [...new Set(targets.flatMap(listFiles))];
  if (paths.length === 0) throw new UsageError(`There is no source file in ${targets.join(', ')}.`);
  const [first = ''] = targets;
  const judge = createJudge(paths[0] === first ? dirname(first) : first);
  const counts: Counts = { files: 0, mutants: 0, rewritten: 0 };
  const mutants = { count: Number(values.mutants), seed: Number(values.seed) };
  const found = new Map<FaultKind, number>();
  const report = (one: Case): void => {
    const isShown = one.faults.some(({ kind }) => (found.get(kind) ?? 0) < Number(values.show));
    for (const kind of new Set(one.faults.map((fault) => fault.kind)))
      found.set(kind, (found.get(kind) ?? 0) + 1);
    if (isShown) console.log(describe(one));
    if (values.save !== undefined) save(values.save, one);
  };
  if (values.files) for (const one of judgeFiles(paths, judge, counts)) report(one);
  for (const one of judgeMutants(paths, judge, counts, mutants)) report(one);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const { user, system } = process.cpuUsage();
  console.log(
    `${String(counts.files)} files and ${String(counts.mutants)} mutants, ${String(counts.rewritten)} of them rewritten, seed ${values.seed}: ${FAULT_KINDS.map((kind) => `${String(found.get(kind) ?? 0)} ${kind}`).join(', ')}; ${seconds} s, ${((user + system) / 1e6).toFixed(0)} s of CPU`,
  );
  if (found.size > 0) process.exitCode = 1;

  function describe({ path, seed, source, faults }: Case): string {
    const [{ kind, mode, message } = { kind: 'thrown', mode: '', message: '' }] = faults;
    const isFailing = (text: string): boolean =>
      judge({ ...source, text }).faults.some(
        (one) => one.kind === kind && one.mode === mode && toHead(one.message) === toHead(message),
      );
    const text = kind === 'slow' ? '(not shown)' : reduce(source.text, isFailing);
    const last = judge({ ...source, text }).faults.find((one) => one.kind === kind);
    return [
      `=== ${path}${seed === undefined ? '' : ` --seed ${String(seed)}`}`,
      `${kind} in mode ${mode}: ${message.split('\n').slice(0, 6).join('\n')}`,
      '--- reduced',
      text,
      ...(last?.output === undefined ? [] : ['--- after', last.output]),
      ...(kind === 'unstable' && last ? ['--- then', last.message] : []),
    ].join('\n');
  }
}

/** The part of a message that stays the same while a text gets smaller. */
function toHead(message: string): string {
  return message.replaceAll(/`[^`]*`/g, '').slice(0, 80);
}

/** Keeps the whole text of a case, for a look at it. */
function save(folder: string, { path, seed, source }: Case): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(seed ?? 'own')}-${basename(path)}`), source.text);
}
