// `ballast fix` without the command line: works out every rewrite, and writes all of them or none. No output.
import type { FileFix, FixReport, RemainingLoad } from '../report/report.ts';
import { isRefusal } from '../checks/check.ts';
import { getPosition, toRawText, toSourceText } from '../text/source-text.ts';
import { addRequirements } from './add-requirements.ts';
import { findFiles } from './files.ts';
import { checkSource } from './check-source.ts';
import { fixSource, type SourceFix } from './fix-source.ts';
import { readAll } from './run-check.ts';
import { toLabel, type Session } from './session.ts';
import { writeAll, type Write } from './write-all.ts';

export interface FixOptions {
  readonly isWriting: boolean;
  /** Called before the work on each file that may hold a finding. */
  readonly onFile?: (label: string, index: number, count: number) => void;
}

/** Rewrites all files behind `paths`, in memory first. */
export async function runFix(cwd: string, paths: readonly string[], session: Session, { isWriting, onFile }: FixOptions): Promise<FixReport> {
  const start = performance.now();
  const found = await findFiles(cwd, paths, session);
  const files: FileFix[] = [];
  const remaining: RemainingLoad[] = [];
  const requirements = new Map<string, Parameters<typeof addRequirements>[1]>();
  let index = 0;
  for await (const { path, text } of readAll(found.paths, cwd)) {
    const label = toLabel(cwd, path);
    onFile?.(label, (index += 1), found.paths.length);
    const source = toSourceText(path, text);
    const fix = fixSource(source, session);
    if (fix.outcomes.length > 0 || fix.failure) files.push({ path, label, source, ...fix });
    remaining.push(...findRemaining(path, label, fix, session));
    if (fix.requires.length > 0) requirements.set(path, fix.requires);
  }
  if (isWriting) {
    const writes: Write[] = files.filter((file) => file.output !== file.source.text).map((file) => ({ path: file.path, text: toRawText(file.source, file.output) }));
    for (const [path, requires] of requirements) await addRequirements(path, requires, writes);
    await writeAll(writes);
  }
  return {
    files,
    checkedFiles: found.paths.length,
    leftOut: found.leftOut,
    remaining,
    isWritten: isWriting,
    elapsedMs: performance.now() - start,
  };
}

/** Heavy packages that the file still loads while it is evaluated, those that no rule reports because nothing can be done there included. */
function findRemaining(path: string, label: string, fix: SourceFix, session: Session): readonly RemainingLoad[] {
  const eager = session.active.filter(({ check }) => check.id === 'no-eager-heavy-import');
  const all = eager.map((active) => ({ ...active, options: { ...active.options, undeferrable: true } }));
  const output = { path, text: fix.output, hasBom: false };
  if (all.length === 0 || fix.failure || !session.catalogue.mayName(fix.output)) return [];
  return checkSource(output, all, session, false).findings.flatMap(({ finding }) => {
    const name = finding.data['package'];
    const cure = finding.cure();
    if (name === undefined || !cure || !isRefusal(cure)) return [];
    return [{ package: name, label, line: getPosition(fix.output, finding.range[0]).line, reason: `${cure.code}: ${cure.reason}` }];
  });
}
