// Runs the active checks over one text. The one way from text to findings: the command line, the
// rules and the codemods all go through here.
import type { Finding } from '../checks/define-check.ts';
import type { ReportedFinding } from '../model/report.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { mayLoad } from '../syntax/modules/import-records.ts';
import type { ParseFailure } from '../syntax/failure.ts';
import type { SourceText } from '../text/source-text.ts';
import { getOwnCatalogue } from '../config/file-catalogue.ts';
import { getChainReport, type ActiveCheck } from '../config/resolved-config.ts';
import type { Session } from './session.ts';

/** A finding with its fix. */
export interface SourceFinding extends ReportedFinding {
  readonly finding: Finding;
}

/** The result of checking one text. */
export interface SourceResult {
  readonly findings: readonly SourceFinding[];
  readonly failure?: ParseFailure;
  /** The facts behind the findings; absent if nothing had to be parsed. */
  readonly facts?: ModuleFacts;
}

/**
 * Finds everything in one text, in source order.
 * @param honoursDisables false if the host, such as ESLint, applies disable comments itself
 */
export function checkSource(
  source: SourceText,
  candidates: readonly ActiveCheck[],
  session: Session,
  honoursDisables = true,
): SourceResult {
  const asking = candidates.find(({ check }) => check.usesGraph);
  const chains = (asking && session.chains?.getCuts(source, getChainReport(asking))) ?? [];
  const catalogue = getOwnCatalogue(source.path, session);
  const ready = candidates.filter(({ check, options }) => {
    if (check.usesGraph && chains.length === 0) return false;
    return (
      !check.mayLoad ||
      mayLoad(source, (specifier) => check.mayLoad?.(specifier, { catalogue, options }) === true)
    );
  });
  if (ready.length === 0) return { findings: [] };
  const facts = analyzeModule(source);
  if (isParseFailure(facts)) return { findings: [], failure: facts };
  const context = {
    catalogue,
    host: session.getHost(facts),
    fixOptions: session.fixOptions,
    chains,
  };
  const findings = ready.flatMap(({ check, options, severity }) =>
    check.findAll(facts, { ...context, options }).map((finding) => ({ finding, severity })),
  );
  return {
    facts,
    findings: findings
      .filter(({ finding }) => !honoursDisables || !isDisabled(finding, facts))
      .sort((a, b) => a.finding.range[0] - b.finding.range[0]),
  };
}

/** Whether a comment disables the rule of a finding there. */
export function isDisabled(finding: Finding, facts: ModuleFacts): boolean {
  const rule = `ballast/${finding.checkId}`;
  return facts.disables.some(
    ({ range, rules }) =>
      finding.range[0] >= range[0] &&
      finding.range[0] < range[1] &&
      (rules.length === 0 || rules.includes(rule)),
  );
}
