// The texts of a fix run: composed edits applied, further passes over each file, and checks.
import { readFileSync } from 'node:fs';
import { isRefusal, type EditPlan, type PackageRequirement } from '../checks/define-check.ts';
import { refuseWithFailed } from '../checks/engine-refusals.ts';
import { toLabel } from '../files/label.ts';
import type { Write } from '../files/write-all.ts';
import type { Session } from '../findings/session.ts';
import type { FileFix, FixOutcome, RemainingLoad } from '../model/report.ts';
import { findBindingFault } from '../syntax/bindings.ts';
import { toFailure, type ParseFailure } from '../syntax/failure.ts';
import { parseModule } from '../syntax/parse.ts';
import { toRawText, toSourceText, type SourceText } from '../text/source-text.ts';
import type { AwaitMarker } from './await-marker.ts';
import { recomposeEdits, type Composition } from './compose.ts';
import { fixRemaining, getRequirements, type SourceFix, type SourceFixes } from './fix-source.ts';
import { findRemainingLoads } from './remaining-loads.ts';

/** All files of a run after the rewrite, in memory. */
export interface Rewrite {
  readonly files: readonly FileFix[];
  readonly remaining: readonly RemainingLoad[];
  readonly writes: readonly Write[];
  /** What the new code of each file imports. */
  readonly requirements: readonly FileRequirements[];
}

interface FileRequirements {
  readonly path: string;
  readonly requires: readonly PackageRequirement[];
}

/**
 * Applies a composition. A file whose rewritten text does not parse, or for which anything else goes
 * wrong, stays as it was with that as its failure, and what would change other files as well is
 * refused.
 */
export function rewriteFiles(
  composition: Composition,
  cwd: string,
  session: Session,
  mark: AwaitMarker,
): Rewrite {
  for (let current = composition; ;) {
    const failed = new Map<string, ParseFailure>();
    const rewrite = tryToRewrite(current, cwd, session, mark, failed);
    if (failed.size === 0) return rewrite;
    current = withoutFailed(current, failed, cwd);
  }
}

/** Composes again without the plans that change a file which failed. */
function withoutFailed(
  composition: Composition,
  failed: ReadonlyMap<string, ParseFailure>,
  cwd: string,
): Composition {
  const { fixes, edits } = recomposeEdits(composition, (path, outcome) => {
    const { fix, finding } = outcome;
    if (!isMade(fix)) return outcome;
    const touched = [path, ...(fix.elsewhere?.keys() ?? [])].find((one) => failed.has(one));
    return touched === undefined
      ? outcome
      : { ...outcome, fix: refuseWithFailed(finding.range, toLabel(cwd, touched)) };
  });
  const left = new Map(fixes);
  for (const [path, failure] of failed) {
    const source = fixes.get(path)?.source ?? readSource(path);
    left.set(path, { source, outcomes: [], failure });
  }
  return { fixes: left, edits };
}

function readSource(path: string): SourceText {
  return toSourceText(path, readFileSync(path, 'utf8'));
}

function tryToRewrite(
  { fixes, edits }: Composition,
  cwd: string,
  session: Session,
  mark: AwaitMarker,
  failed: Map<string, ParseFailure>,
): Rewrite {
  const sources = new Map<string, SourceText>();
  const getSource = (path: string): SourceText => {
    const source = fixes.get(path)?.source ?? sources.get(path) ?? readSource(path);
    sources.set(path, source);
    return source;
  };
  const texts = edits.apply((path) => getSource(path).text);
  const files: FileFix[] = [];
  const remaining: RemainingLoad[] = [];
  const writes: Write[] = [];
  const requirements: FileRequirements[] = [];
  for (const path of [...new Set([...fixes.keys(), ...texts.keys()])].sort()) {
    const source = getSource(path);
    const own: SourceFixes = fixes.get(path) ?? { source, outcomes: [] };
    const label = toLabel(cwd, path);
    let settled: Settled;
    try {
      settled = settle(own, texts.get(path) ?? source.text, session, mark, edits.has);
      const { output, outcomes } = settled;
      if (!own.failure)
        for (const load of findRemainingLoads(
          { ...source, text: output },
          label,
          outcomes,
          session,
        ))
          remaining.push(load);
    } catch (error) {
      failed.set(path, toFailure(error));
      continue;
    }
    const { output, outcomes, requires } = settled;
    if (output !== source.text)
      writes.push({
        path,
        text: toRawText(source, output),
        expected: toRawText(source, source.text),
      });
    const made = own.outcomes.flatMap(({ fix }) => (isMade(fix) && edits.has(fix) ? [fix] : []));
    requirements.push({ path, requires: [...getRequirements(made), ...requires] });
    const { failure } = own;
    files.push({ path, label, source, output, outcomes, ...(failure && { failure }) });
  }
  return { files, remaining, writes, requirements };
}

function isMade(fix: FixOutcome['fix']): fix is EditPlan {
  return fix !== undefined && !isRefusal(fix);
}

type Settled = Pick<SourceFix, 'output' | 'outcomes' | 'requires'>;

/**
 * Goes through further passes over one rewritten text.
 * @throws Error when it does not parse or is no program, or declares other names: a defect of this project
 */
function settle(
  { source, outcomes, failure }: SourceFixes,
  rewritten: string,
  session: Session,
  mark: AwaitMarker,
  isMade: (plan: EditPlan) => boolean,
): Settled {
  if (failure) return { output: source.text, outcomes, requires: [] };
  const settled = fixRemaining(source, rewritten, outcomes, session, isMade);
  const output = mark(source.text, settled.output, source.path);
  if (output === source.text) return { ...settled, output };
  const rewrittenSource = { ...source, text: output };
  const parsed = parseModule(rewrittenSource);
  if ('message' in parsed) throw new Error(`the rewritten text does not parse: ${parsed.message}`);
  const fault = findBindingFault(source, rewrittenSource, parsed);
  if (fault !== undefined) throw new Error(`the rewritten text is no such program: ${fault}`);
  return { ...settled, output };
}
