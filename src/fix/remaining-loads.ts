// Heavy packages that files still load at startup after the rewrite.
import { isRefusal } from '../checks/define-check.ts';
import type { Write } from '../files/write-all.ts';
import { checkSource } from '../findings/check-source.ts';
import type { Session } from '../findings/session.ts';
import type { FileFix, FixOutcome, RemainingLoad } from '../model/report.ts';
import { findStartedModules } from '../module-graph/started-modules.ts';
import { getPosition, type SourceText } from '../text/source-text.ts';

/**
 * Finds the heavy packages that a file still loads at startup, including those that the rule does
 * not report because they can't be deferred.
 * @param output the rewritten text
 * @param outcomes what became of the findings of the file
 */
export function findRemainingLoads(
  output: SourceText,
  label: string,
  outcomes: readonly FixOutcome[],
  session: Session,
): readonly RemainingLoad[] {
  const all = session.active.flatMap(({ check, options, severity }) =>
    check.everyLoad ? [{ check, severity, options: { ...options, ...check.everyLoad } }] : [],
  );
  return checkSource(output, all, session, false).findings.flatMap(({ finding }) => {
    // Of a project module, none is named: what it loads is listed in its own file.
    const name = finding.data['package'];
    const fix =
      outcomes.find(
        (outcome) =>
          outcome.fix && isRefusal(outcome.fix) && outcome.finding.message === finding.message,
      )?.fix ?? finding.fix();
    if (name === undefined || !fix || !isRefusal(fix)) return [];
    return [
      {
        package: name,
        label,
        line: getPosition(output.text, finding.range[0]).line,
        reason: `${fix.code}: ${fix.reason}`,
      },
    ];
  });
}

/**
 * Keeps the loads of modules that the startup still reaches. Without a plan for an entry nothing is
 * known about that, and all are kept.
 */
export function withoutUnreachedLoads(
  {
    remaining,
    files,
    writes,
  }: {
    readonly remaining: readonly RemainingLoad[];
    readonly files: readonly FileFix[];
    readonly writes: readonly Write[];
  },
  { root, cuts }: Session,
): readonly RemainingLoad[] {
  if (remaining.length === 0 || cuts?.entry === undefined) return remaining;
  const started = findStartedModules(root, cuts.entry, writes);
  const labels = new Set(files.flatMap(({ path, label }) => (started.has(path) ? [label] : [])));
  return remaining.filter(({ label }) => labels.has(label));
}
