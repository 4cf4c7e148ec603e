// The texts of a fix run: composed edits applied, further passes over each file, and checks.
import { readFileSync } from 'node:fs';
import { isRefusal, type EditPlan, type PackageRequirement } from '../checks/define-check.ts';
import { toLabel } from '../files/label.ts';
import type { Write } from '../files/write-all.ts';
import type { Session } from '../findings/session.ts';
import type { FileFix, FixOutcome, RemainingLoad } from '../model/report.ts';
import { parseModule } from '../syntax/parse.ts';
import { toRawText, toSourceText, type SourceText } from '../text/source-text.ts';
import type { AwaitMarker } from './await-marker.ts';
import type { Composition } from './compose.ts';
import { fixRemaining, getRequirements, type SourceFixes } from './fix-source.ts';
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
 * Applies a composition.
 * @throws Error when a rewritten text does not parse: an internal error
 */
export function rewriteFiles(
  { fixes, edits }: Composition,
  cwd: string,
  session: Session,
  mark: AwaitMarker,
): Rewrite {
  const sources = new Map<string, SourceText>();
  const getSource = (path: string): SourceText => {
    const source =
      fixes.get(path)?.source ??
      sources.get(path) ??
      toSourceText(path, readFileSync(path, 'utf8'));
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
    const settled = fixRemaining(source, texts.get(path) ?? source.text, own.outcomes, session);
    const { outcomes, requires } = settled;
    const output = mark(source.text, settled.output, path);
    if (output !== source.text) {
      assertParses(source, output);
      writes.push({
        path,
        text: toRawText(source, output),
        expected: toRawText(source, source.text),
      });
    }
    const made = own.outcomes.flatMap(({ fix }) => (isMade(fix) && edits.has(fix) ? [fix] : []));
    requirements.push({ path, requires: [...getRequirements(made), ...requires] });
    const label = toLabel(cwd, path);
    const { failure } = own;
    files.push({ path, label, source, output, outcomes, ...(failure && { failure }) });
    if (!failure)
      remaining.push(...findRemainingLoads({ ...source, text: output }, label, outcomes, session));
  }
  return { files, remaining, writes, requirements };
}

function isMade(fix: FixOutcome['fix']): fix is EditPlan {
  return fix !== undefined && !isRefusal(fix);
}

function assertParses(source: SourceText, output: string): void {
  const parsed = parseModule({ ...source, text: output });
  if ('message' in parsed)
    throw new Error(`${source.path}: the rewritten text does not parse: ${parsed.message}`);
}
