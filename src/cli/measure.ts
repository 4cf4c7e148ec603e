// `ballast measure`: runs an entry and prints what its startup loaded and cost.
import { buildCatalogue, isReported } from '../catalogue/catalogue.ts';
import { loadConfiguration } from '../config/load.ts';
import { UsageError } from '../files/usage-error.ts';
import { findUnpredicted } from '../model/measure-report.ts';
import { toPrintableReport } from '../report/printable.ts';
import { getColors } from './colors.ts';

export interface MeasureFlags {
  readonly until: string;
  readonly timeout: number;
  readonly env: readonly string[];
  readonly runs: number;
  readonly compare?: string;
  readonly package?: string;
  readonly format: 'text' | 'json';
}

/**
 * Runs the command; returns the exit code: 1 if a heavy package was loaded that the graph does not
 * predict, else 0.
 *
 * @throws UsageError for contradictory or malformed arguments
 */
export async function runMeasureCommand(
  entry: string | undefined,
  args: readonly string[],
  flags: MeasureFlags,
): Promise<number> {
  if (flags.package !== undefined) {
    if (entry !== undefined)
      throw new UsageError(
        '--package takes no entry: it measures the import of one package. Omit one of the two.',
      );
    const specifier = flags.package;
    return withInterruption((signal) => measurePackage(specifier, flags, signal));
  }
  if (entry === undefined)
    throw new UsageError(
      'There is nothing to measure. Name the file that starts the server, or a package with --package.',
    );
  const until = toMoment(flags.until);
  const env = toEnvironment(flags.env);
  return withInterruption((signal) => measureStart(entry, args, flags, until, env, signal));
}

async function measureStart(
  entry: string,
  args: readonly string[],
  flags: MeasureFlags,
  until: 'listening' | RegExp,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const cwd = process.cwd();
  const { configuration } = await loadConfiguration(cwd);
  const catalogue = buildCatalogue(configuration.packages);
  const isHeavy = (name: string): boolean =>
    isReported(catalogue.find(name), configuration.preset === 'strict');
  const { runMeasure } = await import('../commands/run-measure.ts');
  const options = {
    until,
    env,
    signal,
    args,
    runs: flags.runs,
    timeoutMs: flags.timeout * 1000,
    catalogue,
    isHeavy,
  };
  const { compare } = flags;
  const before =
    compare === undefined
      ? undefined
      : await (
          await import('../measure/compare-tree.ts')
        ).withRevision(cwd, compare, (folder) => runMeasure(folder, entry, options));
  const after = await runMeasure(cwd, entry, options);
  if (flags.format === 'json') {
    console.log((await import('../report/measure-json.ts')).formatMeasureJson(after, before));
  } else {
    const { formatComparison, formatMeasureText } = await import('../report/measure-text.ts');
    console.log(
      before
        ? formatComparison(
            toPrintableReport(before),
            toPrintableReport(after),
            compare ?? '',
            getColors(),
          )
        : formatMeasureText(toPrintableReport(after), getColors()),
    );
  }
  return findUnpredicted(after).length > 0 ? 1 : 0;
}

async function measurePackage(
  specifier: string,
  { runs, format }: MeasureFlags,
  signal: AbortSignal,
): Promise<number> {
  const { runMeasurePackage } = await import('../packages/measure-package.ts');
  const measurement = await runMeasurePackage(process.cwd(), specifier, runs, signal);
  if (format === 'json')
    console.log((await import('../report/measure-json.ts')).formatPackageJson(measurement));
  else
    console.log(
      (await import('../report/measure-text.ts')).formatPackageText(
        toPrintableReport(measurement),
        getColors(),
      ),
    );
  return 0;
}

function toMoment(until: string): 'listening' | RegExp {
  if (until === 'listening') return until;
  try {
    return new RegExp(until, 'm');
  } catch (error) {
    throw new UsageError(
      `--until takes \`listening\` or a regular expression: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function toEnvironment(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value = ''] = /^([^=]+)=([^]*)$/.exec(pair) ?? [];
      if (name === undefined) throw new UsageError(`--env takes \`NAME=value\`, not \`${pair}\`.`);
      return [name, value];
    }),
  );
}

/**
 * On an interruption, ends the measured program and cleans up first, then ends this process with
 * the same signal.
 */
async function withInterruption<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const interrupt = (signal: NodeJS.Signals): void => {
    received = signal;
    controller.abort(new UsageError('The measurement was interrupted.'));
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    if (received !== undefined) process.kill(process.pid, received);
  }
}
