// `ballast fix`: from arguments to rewritten files, a printed preview and an exit code.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { explainFix } from '../fix/explain.ts';
import { runFix } from '../fix/run-fix.ts';
import { isRefusal, type FixOptions, type Preset } from '../checks/define-check.ts';
import { getCheck, checks } from '../checks/registry.ts';
import { findUncommitted } from '../files/git-state.ts';
import { loadConfiguration } from '../config/load.ts';
import { createLocalCuts, parseCuts, type CutTarget } from '../plan/local-cuts.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { withInspector } from '../packages/package-inspector.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { createSession, toSession, type Session } from '../findings/session.ts';
import { UsageError } from '../files/usage-error.ts';
import { isSourceFile } from '../files/source-file.ts';
import type { FixReport } from '../model/report.ts';
import { getColors } from './colors.ts';

export interface FixFlags {
  readonly write?: boolean;
  readonly allowDirty?: boolean;
  readonly verify?: boolean;
  readonly only?: string;
  readonly plan?: string;
  readonly thorough?: boolean;
  readonly explain?: string;
  readonly syncFallback?: boolean;
  readonly loader?: FixOptions['loader'];
  readonly mode: FixOptions['mode'];
  readonly concurrency?: number;
  readonly environment?: string;
  readonly delay?: number;
  readonly format: 'stylish' | 'json';
  readonly preset?: Preset;
}

/** Runs the command; gives the exit code. */
export async function runFixCommand(paths: readonly string[], flags: FixFlags): Promise<number> {
  const cwd = process.cwd();
  const only = flags.only?.replace(/^ballast\//, '');
  if (only !== undefined && !getCheck(only)) {
    throw new UsageError(
      `There is no rule \`${only}\`. The rules are ${checks.map((check) => `\`${check.id}\``).join(', ')}.`,
    );
  }
  const fix = toFixOptions(flags, only);
  if (flags.verify && !flags.write)
    throw new UsageError('--verify needs --write: it type-checks what was written.');
  const isWriting = flags.write === true;
  if (isWriting && flags.allowDirty !== true) await refuseDirtyTree(cwd, paths, flags.mode);
  const { configuration, root } = await loadConfiguration(cwd);
  const { preset } = flags;
  const session = await withPlan(
    createSession(root, preset ? { ...configuration, preset } : configuration, fix, only),
    cwd,
    paths,
    flags,
    configuration.inspect !== false,
  );
  if (flags.explain !== undefined) return explain(flags.explain, cwd, paths, session);
  const report = await withProgress((onFile) =>
    runFix(cwd, paths, session, { isWriting, isVerifying: flags.verify === true, onFile }),
  );
  console.log(await formatReport(report, flags.format));
  const outcomes = report.files.flatMap((file) => file.outcomes);
  const isCured =
    isWriting &&
    outcomes.every(({ fix }) => fix !== undefined && !isRefusal(fix)) &&
    !report.files.some((file) => file.failure);
  return outcomes.length + report.files.length === 0 || isCured ? 0 : 1;
}

/**
 * The session that also has the imports of a plan to make lazy.
 * @param inspects whether packages that no list knows are judged by what is installed, as `ballast plan` does
 */
async function withPlan(
  session: Session,
  cwd: string,
  paths: readonly string[],
  { plan, thorough = false }: FixFlags,
  inspects: boolean,
): Promise<Session> {
  if (thorough && (plan === undefined || !isSourceFile(plan)))
    throw new UsageError('--thorough needs --plan with an entry, such as `--plan src/server.ts`.');
  if (plan === undefined) return session;
  const inspector = inspects
    ? withInspector<ResolvedConfig>({ ...session, inspection: 'recommended' }).inspector
    : undefined;
  const targets = isSourceFile(plan)
    ? await planCuts(cwd, plan, paths, thorough, { ...session, ...(inspector && { inspector }) })
    : readCuts(resolve(cwd, plan), plan, session.root);
  for (const { path, specifier } of targets) {
    const label = toLabel(session.root, path);
    if (!existsSync(path))
      throw new UsageError(
        `The plan \`${plan}\` names \`${label}\`, which does not exist. Make the plan again.`,
      );
    if (!readFileSync(path, 'utf8').includes(specifier))
      throw new UsageError(
        `The plan \`${plan}\` names an import of \`${specifier}\` in \`${label}\`, which has none. Make the plan again.`,
      );
  }
  return toSession({
    ...session,
    cuts: createLocalCuts(session.root, targets, session.catalogue, {
      inspector,
      entry: isSourceFile(plan) ? resolve(cwd, plan) : undefined,
    }),
  });
}

/** What `ballast plan` says of an entry, or all on the way there. */
async function planCuts(
  cwd: string,
  entry: string,
  paths: readonly string[],
  thorough: boolean,
  session: ResolvedConfig,
): Promise<readonly CutTarget[]> {
  const question = { cwd, entry, isStrict: false };
  const judge = (await import('../fix/price-rewrite.ts')).createRewriteJudge(
    cwd,
    paths,
    session,
    entry,
  );
  if (thorough)
    return (await import('../plan/thorough-cuts.ts')).findThoroughCuts(question, session, judge);
  const { runPlan } = await import('../commands/run-plan.ts');
  return (await runPlan(question, session, judge)).cuts.map(({ path, specifier }) => ({
    path: resolve(cwd, path),
    specifier,
  }));
}

function readCuts(path: string, label: string, root: string): readonly CutTarget[] {
  try {
    return parseCuts(JSON.parse(readFileSync(path, 'utf8')), root);
  } catch (error) {
    throw new UsageError(
      `The plan \`${label}\` can't be read: ${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').replace(/\.$/, '')}.`,
    );
  }
}

/** The rule whose limits have a number in every mode. */
const LIMITS = 'no-unlimited-concurrency';

/** An option that would do nothing is more likely a mistake than a wish. */
function toFixOptions(
  { mode, concurrency, environment, delay, syncFallback, loader }: FixFlags,
  only: string | undefined,
): Partial<FixOptions> {
  if (mode === 'serial' && concurrency !== undefined && only !== LIMITS) {
    throw new UsageError(
      `--concurrency needs --mode limit or --only ${LIMITS}: in the mode \`serial\`, tasks run one at a time.`,
    );
  }
  if (environment !== undefined && only !== undefined && only !== LIMITS)
    throw new UsageError(`--environment is for the rule \`${LIMITS}\`.`);
  if (mode === 'limit' && delay !== undefined)
    throw new UsageError(
      '--delay needs --mode serial: in the mode `limit`, there is no pause between tasks.',
    );
  return {
    mode,
    ...(concurrency !== undefined && { concurrency }),
    ...(environment !== undefined && { environment }),
    ...(delay !== undefined && { delay }),
    ...(syncFallback && { syncFallback }),
    ...(loader && { loader }),
  };
}

/** Each format is loaded only when it is asked for. */
async function formatReport(report: FixReport, format: FixFlags['format']): Promise<string> {
  if (format === 'json') return (await import('../report/fix/json.ts')).formatFixJson(report);
  return (await import('../report/fix/preview.ts')).formatFixPreview(report, {
    colors: getColors(),
  });
}

/** Prints the plan for the findings of one line. */
async function explain(
  target: string,
  cwd: string,
  paths: readonly string[],
  session: Session,
): Promise<number> {
  const [, file, line] = /^(.+):(\d+)$/.exec(target) ?? [];
  if (file === undefined)
    throw new UsageError(
      `--explain takes a file and a line, such as \`src/server.ts:3\`, not \`${target}\`.`,
    );
  const explanations = await explainFix(cwd, resolve(cwd, file), Number(line), paths, session);
  if (explanations.length === 0)
    throw new UsageError(
      `There is no finding at \`${target}\`. Take a place that \`ballast check\` shows.`,
    );
  const { formatExplanations } = await import('../report/explain.ts');
  console.log(formatExplanations(explanations, getColors()));
  return 1;
}

/** What is written must be there to go back to, and the changes of this command must be told from others. */
async function refuseDirtyTree(
  cwd: string,
  paths: readonly string[],
  mode: FixOptions['mode'],
): Promise<void> {
  const manifests =
    mode === 'limit' ? paths.flatMap((path) => findManifest(resolve(cwd, path))) : []; // where the limiter is added
  const [first, ...others] = await findUncommitted(cwd, [...paths, ...manifests]);
  if (first === undefined) return;
  const subject =
    others.length === 0
      ? `\`${first}\` has`
      : `\`${first}\` and ${String(others.length)} more have`;
  throw new UsageError(
    `${subject} uncommitted changes. Commit or stash them, or pass --allow-dirty.`,
  );
}

function findManifest(path: string): readonly string[] {
  const folder = findManifestFolder(dirname(path));
  return folder === undefined ? [] : [join(folder, 'package.json')];
}

type OnFile = (label: string, index: number, count: number) => void;

/** Shows a line that moves while work goes on, on a terminal and on long work only. */
async function withProgress<T>(work: (onFile: OnFile) => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work(() => undefined);
  const { default: yoctoSpinner } = await import('yocto-spinner');
  const spinner = yoctoSpinner({ stream: process.stderr });
  let next = performance.now() + 500;
  try {
    return await work((label, index, count) => {
      if (performance.now() < next) return;
      next = performance.now() + 100; // each new text is written at once
      if (!spinner.isSpinning) spinner.start();
      spinner.text = `${String(index)}/${String(count)} ${label}`;
    });
  } finally {
    spinner.stop();
  }
}
