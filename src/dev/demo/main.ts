// The command `npm run demo`: measures the fixture backend before and after `ballast fix`, side by
// side.
import { existsSync, rmSync } from 'node:fs';
import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  compileBackend,
  copyBackend,
  DemoError,
  findChangedFiles,
  linkPackages,
  root,
  runNode,
} from './copy.ts';
import { type StartupRun, runStartup, runFull } from './server.ts';
import { findDifference, type Measurement, toAnswerLines, toTable } from './table.ts';

const runs = 5;
const heavy: readonly string[] = [
  'puppeteer-extra',
  'puppeteer-extra-plugin-stealth',
  'puppeteer-core',
  '@sparticuz/chromium',
  'sharp',
  'libsql',
];

await main();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { after: { type: 'string' } } });
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ballast-demo-')));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));
  try {
    await demonstrate(folder, values.after);
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    console.error(`demo: ${error.message}`);
    process.exitCode = 2;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

// `--after <folder>` compares with sources that were rewritten by hand.
async function demonstrate(folder: string, rewritten: string | undefined): Promise<void> {
  const before = join(folder, 'before');
  const after = join(folder, 'after');
  await linkPackages(folder);
  await copyBackend(before);
  await copyBackend(after);
  if (rewritten === undefined) console.log(await fix(join(after, 'src')));
  else await cp(resolve(rewritten), join(after, 'src'), { recursive: true });
  const changed = await findChangedFiles(join(before, 'src'), join(after, 'src'));
  if (changed.length === 0)
    throw new DemoError('nothing was rewritten, so there is nothing to compare.');
  console.log(`Files that differ: ${changed.join(', ')}`);
  await Promise.all([compileBackend(before), compileBackend(after)]);

  const [first, second] = await measure(before, after);
  console.log(`\n${toTable(first, second, heavy)}\n`);
  const difference = findDifference(first.full, second.full);
  if (difference === undefined) {
    console.log(`Both servers answer alike:\n${toAnswerLines(first.full.answers)}`);
  } else {
    console.error(`demo: the servers differ: ${difference}`);
    process.exitCode = 1;
  }
}

/**
 * Rewrites the sources with the command line and returns the last line of its output, the summary.
 */
async function fix(sources: string): Promise<string> {
  const command = join(root, 'dist', 'src', 'cli', 'main.js');
  if (!existsSync(command))
    throw new DemoError(`there is no ${command}; run \`npm run build\` first.`);
  const { code, output } = await runNode(
    [command, 'fix', '--write', '--allow-dirty', '--delay', '100', sources],
    root,
  );
  // Code 1 means that findings remain, but Node also returns it for a script that can't be loaded.
  if (code !== 0 && code !== 1)
    throw new DemoError(`the fixer failed (exit code ${code ?? 'none'}):\n${output}`);
  return output.split('\n').at(-1) ?? '';
}

async function measure(
  before: string,
  after: string,
): Promise<readonly [Measurement, Measurement]> {
  const fullBefore = await runFull(before);
  const fullAfter = await runFull(after);
  const startups: { readonly before: StartupRun[]; readonly after: StartupRun[] } = {
    before: [fullBefore],
    after: [fullAfter],
  };
  // Alternate, so that a disturbance of the machine affects both.
  for (let index = 1; index < runs; index += 1) {
    startups.before.push(await runStartup(before));
    startups.after.push(await runStartup(after));
  }
  return [
    { startups: startups.before, full: fullBefore },
    { startups: startups.after, full: fullAfter },
  ];
}
