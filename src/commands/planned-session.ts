// `ballast fix --plan`: a session that also makes the imports of a plan lazy.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { isSourceFile } from '../files/source-file.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import { toSession, type Session } from '../findings/session.ts';
import { withInspector } from '../packages/package-inspector.ts';
import type { CutTarget } from '../plan/cut-target.ts';
import { createLocalCuts } from '../plan/local-cuts.ts';
import { parseCuts } from '../plan/plan-file.ts';

/** Which imports of project modules become lazy. */
export interface PlanSource {
  /** The entry of a program, whose plan is made now, or a JSON file that holds a plan. */
  readonly plan: string;
  /** Whether the imports from the plan's cuts up to the entry become lazy too. */
  readonly isThorough: boolean;
  /**
   * Whether packages that no list names are judged by what is installed, as `ballast plan` does.
   */
  readonly inspects: boolean;
}

/**
 * Adds the cuts of a plan to a session.
 * @param paths what the fix run is given
 * @throws UsageError for a plan that can't be read, or that does not match the files
 */
export async function addPlannedCuts(
  session: Session,
  cwd: string,
  paths: readonly string[],
  { plan, isThorough, inspects }: PlanSource,
): Promise<Session> {
  const isEntry = isSourceFile(plan);
  const inspector = inspects
    ? withInspector<ResolvedConfig>({ ...session, inspection: 'recommended' }).inspector
    : undefined;
  const targets = isEntry
    ? await planCuts(cwd, plan, paths, isThorough, { ...session, ...(inspector && { inspector }) })
    : readCuts(resolve(cwd, plan), plan, session.root);
  assertMatchesFiles(plan, targets, session.root);
  return toSession({
    ...session,
    cuts: createLocalCuts(session.root, targets, session.catalogue, {
      inspector,
      entry: isEntry ? resolve(cwd, plan) : undefined,
    }),
  });
}

/** Plans the cuts of an entry. */
async function planCuts(
  cwd: string,
  entry: string,
  paths: readonly string[],
  isThorough: boolean,
  config: ResolvedConfig,
): Promise<readonly CutTarget[]> {
  const request = { cwd, entry, isStrict: false };
  const { createRewriteJudge } = await import('../fix/price-rewrite.ts');
  const judge = createRewriteJudge(cwd, paths, config, entry);
  if (isThorough) {
    const { findThoroughCuts } = await import('../plan/thorough-cuts.ts');
    return findThoroughCuts(request, config, judge);
  }
  const { runPlan } = await import('./run-plan.ts');
  const { cuts } = await runPlan(request, config, judge);
  return cuts.map(({ path, specifier }) => ({ path: resolve(cwd, path), specifier }));
}

function readCuts(path: string, label: string, root: string): readonly CutTarget[] {
  try {
    return parseCuts(JSON.parse(readFileSync(path, 'utf8')), root);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The plan \`${label}\` can't be read: ${message.replace(/\s+/g, ' ').replace(/\.$/, '')}.`,
    );
  }
}

/** A plan may be older than the files. */
function assertMatchesFiles(plan: string, targets: readonly CutTarget[], root: string): void {
  for (const { path, specifier } of targets) {
    const label = toLabel(root, path);
    if (!existsSync(path))
      throw new UsageError(
        `The plan \`${plan}\` names \`${label}\`, which does not exist. Make the plan again.`,
      );
    if (!readFileSync(path, 'utf8').includes(specifier))
      throw new UsageError(
        `The plan \`${plan}\` names an import of \`${specifier}\` in \`${label}\`, which has none. Make the plan again.`,
      );
  }
}
