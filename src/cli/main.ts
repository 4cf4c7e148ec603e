#!/usr/bin/env node
// The command line: arguments and exit codes.
import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CheckFlags } from './check.ts';
import type { FixFlags } from './fix.ts';
import type { GraphFlags } from './graph.ts';
import type { MeasureFlags } from './measure.ts';
import type { PlanFlags } from './plan.ts';

const CLEAN = 0;
const USAGE = 2;

const EXIT_CODES = `Exit codes:
  0  no findings, or none left
  1  findings, or files that can't be parsed; for \`measure\`: a heavy package was loaded that the graph does not predict
  2  invalid arguments, an invalid configuration, or a file that Ballast failed on: one nested too deeply, or an internal error`;

const EXAMPLES = `Examples:
  $ ballast check                      everything in the current folder
  $ ballast check src --format sarif   for code scanning
  $ ballast graph src/server.ts        what the startup loads, and through which imports
  $ ballast measure dist/server.js     run it, and show what is loaded by the time it listens
  $ ballast plan src/server.ts         which imports to make lazy, and what that saves
  $ ballast fix src                    preview the rewrites; nothing is written
  $ ballast fix src --write            write the rewrites
  $ ballast fix src --only no-unbounded-fan-out --mode limit --concurrency 4`;

type SetExitCode = (code: number) => void;

function buildProgram(setExitCode: SetExitCode, fixFlags: readonly Option[]): Command {
  const program = new Command('ballast')
    .description(
      "Keeps heavy modules out of a Node server's startup: finds eager heavy imports and unbounded fan-outs, and rewrites them.",
    )
    .version(getVersion(), '-v, --version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(toLine(text)) })
    .addHelpText('after', `\n${EXIT_CODES}\n\n${EXAMPLES}`);

  addCheck(program, setExitCode);
  addFix(program, setExitCode, fixFlags);
  addGraph(program, setExitCode);
  addMeasure(program, setExitCode);
  addPlan(program, setExitCode);
  return program;
}

function addCheck(program: Command, setExitCode: SetExitCode): void {
  program
    .command('check')
    .description(
      'report heavy imports at startup and unbounded concurrency; exits with 1 when there are findings',
    )
    .argument('[paths...]', 'files, folders or globs', ['.'])
    .addOption(
      new Option('--format <name>', 'how to print the findings')
        .choices(['stylish', 'json', 'sarif', 'github'])
        .default('stylish'),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'which findings to report; overrides the configuration',
      ).choices(['recommended', 'strict']),
    )
    .option('--no-cache', 'check every file again, and write nothing to node_modules/.cache')
    .action(async (paths: readonly string[], flags: CheckFlags) => {
      const { runCheckCommand } = await import('./check.ts');
      setExitCode(await runCheckCommand(paths, flags, getVersion()));
    });
}

function addFix(program: Command, setExitCode: SetExitCode, fixFlags: readonly Option[]): void {
  const fixCommand = program
    .command('fix')
    .description(
      'preview or write the rewrites of the findings; exits with 1 while findings remain',
    )
    .argument('[paths...]', 'files, folders or globs', ['.'])
    .option('--write', 'write the rewritten files: all of them, or none')
    .option('--allow-dirty', 'write even if git shows uncommitted changes')
    .option(
      '--verify',
      'type-check before and after writing, and undo rewrites that cause new errors',
    )
    .option('--only <rule>', 'only the findings of one rule')
    .option(
      '--plan <file>',
      'also make the imports of your own modules lazy that a plan names: an entry, or the JSON of `ballast plan`',
    )
    .option(
      '--thorough',
      'with --plan and an entry: also the imports of your own modules between those and the entry, where that is safe',
    )
    .option(
      '--explain <file:line>',
      'explain the findings on one line: what becomes async, what awaits it, and where that stops',
    )
    .addOption(
      new Option('--format <name>', 'how to print the rewrites')
        .choices(['stylish', 'json'])
        .default('stylish'),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'which findings to rewrite; overrides the configuration',
      ).choices(['recommended', 'strict']),
    )
    .action(async (paths: readonly string[], flags: FixFlags, command: Command) => {
      const { runFixCommand } = await import('./fix.ts');
      const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
      setExitCode(await runFixCommand(paths, flags, isGiven));
    });
  for (const option of fixFlags) fixCommand.addOption(option);
}

function addGraph(program: Command, setExitCode: SetExitCode): void {
  program
    .command('graph')
    .description('show what a startup loads, at what cost, and through which imports')
    .argument('<entries...>', 'the files that start the server')
    .addOption(
      new Option('--format <name>', 'how to print it; `html` is a self-contained page')
        .choices(['text', 'json', 'mermaid', 'dot', 'html'])
        .default('text'),
    )
    .action(async (entries: readonly string[], flags: GraphFlags) => {
      const { runGraphCommand } = await import('./graph.ts');
      setExitCode(await runGraphCommand(entries, flags));
    });
}

function addMeasure(program: Command, setExitCode: SetExitCode): void {
  program
    .command('measure')
    .description('run the entry and compare what it loads with the prediction of the graph')
    .argument(
      '[entry]',
      'the file that starts the server; TypeScript is run by its own runner, or from its build output',
    )
    .argument('[args...]', 'arguments for the entry, after `--`')
    .option(
      '--until <moment>',
      'the moment to measure: `listening` for the first server that listens, or a regular expression on standard output',
      'listening',
    )
    .option('--timeout <seconds>', 'how long to wait for that moment', toPositiveInteger, 60)
    .option(
      '--env <NAME=value>',
      'an environment variable for the entry; can be repeated',
      collect,
      [],
    )
    .option(
      '--runs <number>',
      'how often to start it; each run starts it once as it is and once with its loads traced',
      toPositiveInteger,
      3,
    )
    .option('--compare <ref>', 'measure a git revision first, and show both')
    .option('--package <name>', 'measure the import of one installed package instead')
    .addOption(
      new Option('--format <name>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .action(async (entry: string | undefined, args: readonly string[], flags: MeasureFlags) => {
      const { runMeasureCommand } = await import('./measure.ts');
      setExitCode(await runMeasureCommand(entry, args, flags));
    });
}

function addPlan(program: Command, setExitCode: SetExitCode): void {
  program
    .command('plan')
    .description('show the smallest set of changes after which a startup loads no heavy package')
    .argument('<entry>', 'the file that starts the server')
    .option('--only <names...>', 'plan for these packages only, heavy or not')
    .addOption(
      new Option('--format <name>', 'how to print it').choices(['text', 'json']).default('text'),
    )
    .action(async (entry: string, flags: PlanFlags) => {
      const { runPlanCommand } = await import('./plan.ts');
      setExitCode(await runPlanCommand(entry, flags));
    });
}

function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value];
}

/**
 * Turns an error of commander into one line like the other errors: `error: unknown option
 * '--formt'\n(Did you mean --format?)`.
 */
function toLine(text: string): string {
  const [message = '', ...hints] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const sentence = message.endsWith('.') ? message : `${message}.`;
  return `ballast: ${[sentence, ...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1'))].join(' ')} See \`ballast --help\`.\n`;
}

function toPositiveInteger(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}

/** The version of this package. */
function getVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '0.0.0';
}

/** A reader of the output may close it early, as in `ballast check | head`. */
function endQuietly(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
}

/**
 * Prints an error: nothing for one that commander has already printed, one line for a usage error,
 * one for an internal one, and its stack where `BALLAST_STACK=1` asks for it.
 */
async function toExitCode(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? CLEAN : USAGE;
  const { toPrintable } = await import('../report/printable.ts');
  if (error instanceof Error && error.name === 'UsageError')
    console.error(toPrintable(`ballast: ${error.message}`));
  else {
    const [line = ''] = String(error).split('\n');
    console.error(toPrintable(`ballast: internal error, please report it: ${line}`));
    if (process.env['BALLAST_STACK'] === '1') console.error(error);
  }
  return USAGE;
}

process.stdout.on('error', endQuietly);
process.stderr.on('error', endQuietly);
try {
  // Only `fix` needs the checks for its flags, so no other command loads them.
  const isFix = process.argv.includes('fix');
  const fixFlags = isFix ? (await import('./fix-options.ts')).buildFixFlags() : [];
  await buildProgram((code) => {
    process.exitCode = code;
  }, fixFlags).parseAsync();
} catch (error) {
  process.exitCode = await toExitCode(error);
}
