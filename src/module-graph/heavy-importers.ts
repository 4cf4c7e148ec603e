// The heavy packages that a file loads at startup and can't defer itself: the ends of chains.
import { findNeededPackages } from '../checks/no-heavy-import-chain/chain-cuts.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { isMinified } from '../files/file-size.ts';
import type { ParseFailure } from '../syntax/failure.ts';
import { mayLoad } from '../syntax/modules/import-records.ts';
import type { SourceText } from '../text/source-text.ts';
import type { HostProvider } from '../resolve/module-hosts.ts';
import { withoutEntries } from '../config/file-catalogue.ts';
import type { ChainReport, ResolvedConfig } from '../config/resolved-config.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

type Surroundings = Pick<
  ResolvedConfig,
  'root' | 'catalogue' | 'getEntry' | 'inspector' | 'maxFileSize'
>;

/**
 * Finds them in a text, which is parsed only if it may load a heavy package, or in the facts of one
 * that was parsed.
 * @param onFailure called if the text can't be analysed, except for a syntax error
 */
export function findNeeded(
  from: SourceText | ModuleFacts,
  report: ChainReport,
  config: Surroundings,
  getHost: HostProvider,
  onFailure?: (failure: ParseFailure) => void,
): readonly HeavyPackage[] {
  const facts = 'source' in from ? from : parseIfHeavy(from, report, config, onFailure);
  return facts
    ? findNeededPackages(
        facts,
        { catalogue: withoutEntries(facts.source.path, config), host: getHost(facts) },
        report,
      )
    : [];
}

function parseIfHeavy(
  source: SourceText,
  report: ChainReport,
  config: Surroundings,
  onFailure: ((failure: ParseFailure) => void) | undefined,
): ModuleFacts | undefined {
  const catalogue = withoutEntries(source.path, config);
  if (
    !catalogue.mayName(source.text, report) ||
    !mayLoad(source, (specifier) => catalogue.findImported(specifier) !== undefined)
  )
    return undefined;
  if (source.text.length > config.maxFileSize || isMinified(source.text)) return undefined;
  const facts = analyzeModule(source);
  if (!isParseFailure(facts)) return facts;
  if (facts.kind !== undefined) onFailure?.(facts);
  return undefined;
}
