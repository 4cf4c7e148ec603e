// Runs the active checks over one text. The one way from text to findings: the command line, the rules and the codemods all go through here.
import type { Finding } from '../checks/check.ts';
import type { ReportedFinding } from '../report/report.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { mayLoad } from '../syntax/import-records.ts';
import type { ParseFailure } from '../syntax/parse.ts';
import type { SourceText } from '../text/source-text.ts';
import { getChainReport, toLabel, type ActiveCheck } from './plan.ts';
import type { Session } from './session.ts';

/** A finding with its cure. */
export interface SourceFinding extends ReportedFinding {
  readonly finding: Finding;
}

/** What a text holds. */
export interface SourceResult {
  readonly findings: readonly SourceFinding[];
  readonly failure?: ParseFailure;
  /** What the findings were made of; absent where nothing had to be parsed. */
  readonly facts?: ModuleFacts;
}

/**
 * Finds everything in one text, in source order.
 * @param honoursDisables false where the host, such as ESLint, applies disable comments itself
 */
export function checkSource(source: SourceText, candidates: readonly ActiveCheck[], session: Session, honoursDisables = true): SourceResult {
  const asking = candidates.find(({ check }) => check.usesGraph);
  const chains = (asking && session.chains?.getCuts(source, getChainReport(asking))) ?? [];
  const catalogue = getOwnCatalogue(source.path, session);
  const ready = candidates.filter(({ check, options }) => {
    if (check.usesGraph && chains.length === 0) return false;
    return !check.mayLoad || mayLoad(source, (specifier) => check.mayLoad?.(specifier, { catalogue, options }) === true);
  });
  if (ready.length === 0) return { findings: [] };
  const facts = analyzeModule(source);
  if (isParseFailure(facts)) return { findings: [], failure: facts };
  const context = { catalogue, host: session.getHost(facts), cure: session.cure, chains };
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

/** What is heavy for one file: packages, without those that it may load at once, and the modules of the project that a plan names. */
export function getOwnCatalogue(path: string, session: Pick<Session, 'root' | 'catalogue' | 'getEntry' | 'cuts'>): Session['catalogue'] {
  const catalogue = withoutEntries(path, session);
  const { cuts } = session;
  if (!cuts?.paths.has(path)) return catalogue;
  return { ...catalogue, mayName: () => true, find: (specifier) => cuts.find(path, specifier) ?? catalogue.find(specifier) };
}

/** The catalogue without the packages that the configuration lets this file load at once. */
export function withoutEntries(path: string, { root, catalogue, getEntry }: Pick<Session, 'root' | 'catalogue' | 'getEntry'>): Session['catalogue'] {
  const entry = getEntry(toLabel(root, path));
  if (entry !== true && entry.size === 0) return catalogue;
  return {
    ...catalogue,
    find(specifier) {
      const heavy = catalogue.find(specifier);
      return heavy && entry !== true && !entry.has(heavy.name) ? heavy : undefined;
    },
  };
}

function isDisabled(finding: Finding, facts: ModuleFacts): boolean {
  const rule = `ballast/${finding.checkId}`;
  return facts.disables.some(
    ({ range, rules }) => finding.range[0] >= range[0] && finding.range[0] < range[1] && (rules.length === 0 || rules.includes(rule)),
  );
}
