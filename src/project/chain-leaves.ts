// The heavy packages that a file loads at the start and can't defer itself: where chains end.
import type { HeavyPackage } from '../catalogue/catalogue.ts';
import { findNeededPackages } from '../checks/chain-cuts.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { mayLoad } from '../syntax/import-records.ts';
import type { SourceText } from '../text/source-text.ts';
import { withoutEntries } from './check-source.ts';
import type { HostProvider } from './module-hosts.ts';
import type { ChainReport, Plan } from './plan.ts';

type Surroundings = Pick<Plan, 'root' | 'catalogue' | 'getEntry'>;

/** Finds them in a text, which is parsed only where it loads a heavy package. */
export function findNeededInText(source: SourceText, report: ChainReport, plan: Surroundings, getHost: HostProvider): readonly HeavyPackage[] {
  if (!plan.catalogue.mayName(source.text, report)) return [];
  if (!mayLoad(source, (specifier) => plan.catalogue.find(specifier) !== undefined)) return [];
  const facts = analyzeModule(source);
  return isParseFailure(facts) ? [] : findNeeded(facts, report, plan, getHost);
}

/** Finds them in a file that was parsed. */
export function findNeeded(facts: ModuleFacts, report: ChainReport, plan: Surroundings, getHost: HostProvider): readonly HeavyPackage[] {
  return findNeededPackages(facts, { catalogue: withoutEntries(facts.source.path, plan), host: getHost(facts) }, report);
}
