// `ballast fix` without the command line: collect, promote, compose, write, report.
import { findFiles } from '../files/find-files.ts';
import { countFiles } from '../files/found-files.ts';
import { toLabel } from '../files/label.ts';
import { UsageError } from '../files/usage-error.ts';
import type { Session } from '../findings/session.ts';
import type { FixReport } from '../model/report.ts';
import { createAwaitMarker } from './await-marker.ts';
import { collectFixes, type OnFile } from './collect.ts';
import { composeEdits, type Composition } from './compose.ts';
import { promoteFixes } from './promote.ts';
import { withoutUnreachedLoads } from './remaining-loads.ts';
import { rewriteFiles, type Rewrite } from './rewrite.ts';
import { writeRewrite } from './write.ts';

/** How a run goes on once all rewrites are planned. */
export interface FixRunOptions {
  readonly isWriting: boolean;
  /**
   * Whether to type-check the project before and after writing, and to take back what brings new
   * errors.
   */
  readonly isVerifying?: boolean;
  readonly onFile?: OnFile;
}

/**
 * Fixes all files that `paths` name: within files, and across them. Nothing is written before all
 * texts are complete, and then all files are written or none.
 * @param paths files, folders or globs, relative to `cwd`
 * @throws UsageError for paths that can't be read, or files of the session's plan that they leave
 * out
 */
export async function runFix(
  cwd: string,
  paths: readonly string[],
  session: Session,
  { isWriting, isVerifying = false, onFile }: FixRunOptions,
): Promise<FixReport> {
  const start = performance.now();
  const found = findFiles(cwd, paths, session);
  assertHasPlannedFiles(cwd, found.paths, session);
  const leftOut = new Map<string, number>();
  const collected = collectFixes(found.paths, cwd, session, onFile, leftOut);
  const fixes = await promoteFixes(collected, found.paths, session);
  const mark = await createAwaitMarker(fixes, session.root);
  const rewrite = (composition: Composition): Rewrite =>
    rewriteFiles(composition, cwd, session, mark);
  const composition = composeEdits(fixes);
  const result =
    isWriting && isVerifying
      ? await (await import('./verify.ts')).writeVerified(composition, cwd, session.root, rewrite)
      : rewrite(composition);
  if (isWriting && !isVerifying) writeRewrite(result, session.root);
  return {
    files: result.files.filter(
      ({ outcomes, failure, output, source }) =>
        outcomes.length > 0 || failure !== undefined || output !== source.text,
    ),
    ...countFiles(found, leftOut),
    remaining: withoutUnreachedLoads(result, session),
    isWritten: isWriting,
    elapsedMs: performance.now() - start,
  };
}

/** Names all missing files at once, so that one more run is enough. */
function assertHasPlannedFiles(cwd: string, paths: readonly string[], { cuts }: Session): void {
  const labels = [...(cuts?.paths ?? [])]
    .filter((path) => !paths.includes(path))
    .map((path) => toLabel(cwd, path));
  const [first] = labels;
  if (first === undefined) return;
  if (labels.length === 1)
    throw new UsageError(
      `The plan names \`${first}\`, which this run leaves out. Name that file as well.`,
    );
  throw new UsageError(
    `The plan names ${String(labels.length)} files that this run leaves out. Name them as well: ${[...labels].sort().join(' ')}`,
  );
}
