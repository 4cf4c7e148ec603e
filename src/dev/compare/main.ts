// The command `npm run compare -- --old <checkout> <folders…>`: whether this checkout finds and
// rewrites what another one does.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toBehaviour } from './behaviour.ts';

const USAGE = `npm run compare -- --old <checkout> [--new <checkout>] <folders…>

Both checkouts must be built. Findings are compared by rule, place and message id,
rewrites by their diff, refusals by their code; the words of messages may differ.`;

/** What is asked of both, in every folder. */
const RUNS: readonly (readonly string[])[] = [
  ['check', '--format', 'json', '--no-cache'],
  ['check', '--format', 'json', '--no-cache', '--preset', 'strict'],
  ['fix', '--format', 'json'],
  ['fix', '--format', 'json', '--preset', 'strict', '--mode', 'limit'],
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { old: { type: 'string' }, new: { type: 'string' } },
});
const own = fileURLToPath(new URL('../../../../', import.meta.url));
const [before, after] = [values.old ?? '', values.new ?? own].map((checkout) =>
  join(resolve(checkout), 'dist/src/cli/main.js'),
);
if (!before || !after || !existsSync(before) || !existsSync(after) || positionals.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  for (const folder of positionals) await compare(resolve(folder), before, after);
}

async function compare(folder: string, oldCommand: string, newCommand: string): Promise<void> {
  for (const args of RUNS) {
    const [expected, actual] = await Promise.all([
      run(oldCommand, args, folder),
      run(newCommand, args, folder),
    ]);
    const isSame = expected.join('\n') === actual.join('\n');
    console.log(`${isSame ? 'same' : 'DIFFERENT'}  ${folder}  ${args.join(' ')}`);
    console.log(`  ${String(expected.length - 1)} entries, ${expected.at(-1) ?? ''}`);
    if (isSame) continue;
    process.exitCode = 1;
    for (const line of difference(expected, actual)) console.log(`  - ${line}`);
    for (const line of difference(actual, expected)) console.log(`  + ${line}`);
  }
}

function difference(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line)).slice(0, 20);
}

/** The behaviour of one run, a line each, and its exit code in the last one. */
function run(command: string, args: readonly string[], cwd: string): Promise<readonly string[]> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [command, ...args, '.'],
      { cwd, maxBuffer: 1 << 30 },
      (error, stdout, stderr) => {
        const code = `exit code ${String(error?.code ?? 0)}`;
        done([
          ...toBehaviour(stdout === '' ? '[]' : stdout),
          ...(stdout === '' ? [stderr] : []),
          code,
        ]);
      },
    );
  });
}
