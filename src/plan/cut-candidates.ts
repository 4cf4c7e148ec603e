// The imports on the way to some packages as rewrites with a price: parses the files that they stand in, and no others. No output.
import { readFileSync } from 'node:fs';
import { findLoad } from '../checks/no-heavy-import-chain/chain-cuts.ts';

import { resolveDeferrals } from '../checks/no-eager-heavy-import/deferral.ts';
import { isMereStart } from '../checks/no-eager-heavy-import/startup-calls.ts';
import { priceLoads, type PricedLoads } from '../checks/no-eager-heavy-import/price.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { UNCUTTABLE } from '../graph/minimum-cut.ts';
import { findEdgesFrom } from '../graph/edges.ts';
import { findReaching } from '../graph/reach.ts';
import type { CutGroup } from '../graph/grouped-cut.ts';
import type { ModuleHost } from '../checks/module-host.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { Range } from '../text/range.ts';
import { getPosition, toSourceText } from '../text/source-text.ts';
import type { Startup, ModuleIndex } from '../module-graph/module-index.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** An import, for people: where it stands, and why it can't be cut, if that is so. */
export interface ImportPlace {
  readonly specifier: string;
  readonly line: number;
  readonly reason?: string;
  /** A function that uses it, and that another module calls at the start: to load it later gains nothing. */
  readonly runsInside?: string;
  /** Where the start uses it, and may go on without: whether nothing but a start of its own is wanted of it (`monitor.start()`), or a value that the start needs. */
  readonly start?: StartUse;
}

/** Imports of one file that become lazy together. */
export interface Rewrite {
  readonly path: string;
  readonly loads: readonly { readonly specifier: string; readonly range: Range }[];
}

/** A rewrite with a price: 1, and 1 more for each function that becomes async; `UNCUTTABLE` where it can't be made. */
export interface CutCandidate extends CutGroup {
  readonly rewrite: Rewrite;
  /** Functions that become async, and the files that are changed. */
  readonly functions: number;
  readonly files: number;
}

/** What the start wants of an import that may be loaded in a function which it does not wait for. */
export type StartUse = 'call' | 'value';

/** The rewrites of a start, and the imports that they are made of, by edge. */
export interface CutCandidates {
  readonly units: readonly CutCandidate[];
  readonly places: ReadonlyMap<number, ImportPlace>;
}

/**
 * Prices every import that leads to a target, by what it costs at least.
 * @param countsStarts whether what a module starts may go on later
 */
export function findCutCandidates(
  project: ModuleIndex,
  { graph, running }: Startup,
  targets: readonly number[],
  root: string,
  catalogue: Catalogue,
  countsStarts = false,
): CutCandidates {
  const marks = findReaching(graph, targets);
  const getHost = createHostProvider(root);
  const units: CutCandidate[] = [];
  const places = new Map<number, ImportPlace>();
  const takeFile = (source: number, edges: readonly number[]): void => {
    const path = project.nodes[source]?.name ?? '';
    const text = toSourceText(path, readFileSync(path, 'utf8'));
    const found = analyzeModule(text);
    const facts = isParseFailure(found) ? undefined : found;
    const loads = new Map<LoadFact, number[]>();
    for (const edge of edges) {
      const startup = project.getLoads(source)[graph.records[edge] ?? -1];
      const load = startup && facts && findLoad(facts, startup);
      if (load) loads.set(load, [...(loads.get(load) ?? []), edge]);
      places.set(edge, {
        specifier: startup?.specifier ?? '',
        line: startup ? getPosition(text.text, startup.range[0]).line : 1,
        reason: 'The file does not parse.',
      });
    }
    if (!facts) return;
    const context = {
      options: {},
      catalogue,
      host: getHost(facts),
      fixOptions: {},
    };
    const isPackage = (load: LoadFact): boolean =>
      (loads.get(load) ?? []).every(
        (edge) => project.nodes[graph.targets[edge] ?? 0]?.kind === 'package',
      );
    const getStart = countsStarts
      ? createStartReader(
          [...loads.keys()].filter((load) => !isPackage(load)),
          facts,
          context.host.elision,
        )
      : undefined;
    for (const priced of priceLoads([...loads.keys()], facts, context, isPackage, countsStarts)) {
      const runsInside =
        priced.refusal === undefined ? findRunning(priced, facts, running.get(source)) : undefined;
      const reason = priced.refusal ?? (runsInside && toRunsReason(runsInside));
      const own = priced.loads.flatMap((load) => loads.get(load) ?? []);
      const start = reason === undefined ? getStart?.(priced.loads) : undefined;
      units.push({
        edges: own,
        cost: reason === undefined ? priced.cost : UNCUTTABLE,
        rewrite: { path, loads: priced.loads },
        functions: priced.cost - 1,
        files: 1,
      });
      for (const edge of own) {
        const { specifier, line } = places.get(edge) ?? { specifier: '', line: 1 };
        places.set(edge, {
          specifier,
          line,
          ...(reason !== undefined && { reason }),
          ...(runsInside !== undefined && { runsInside }),
          ...(start && { start }),
        });
      }
    }
  };
  for (let node = 0; node < graph.size; node += 1) {
    const edges = [...findEdgesFrom(graph, node)].filter(
      (edge) => marks[graph.targets[edge] ?? 0] === 1,
    );
    if (edges.length > 0) takeFile(node, edges);
  }
  return { units, places };
}

/** Why an import stays that such a function uses. */
export function toRunsReason(label: string): string {
  return `${label} uses it, and runs with the start.`;
}

/** Tells of imports of the project's own modules what the start wants of them; undefined where it wants nothing. */
function createStartReader(
  loads: readonly LoadFact[],
  facts: ModuleFacts,
  elision: ModuleHost['elision'],
): (own: readonly LoadFact[]) => StartUse | undefined {
  const deferrals = resolveDeferrals(loads, facts, elision, () => true);
  return (own) => {
    const units = own
      .flatMap((load) => deferrals.get(load) ?? [])
      .flatMap((deferral) => (deferral.kind === 'unit' ? [deferral.unit] : []));
    const early = units.flatMap(({ uses }) => uses.filter(({ atStartup }) => atStartup));
    if (early.length === 0) return units.some(({ isStarted }) => isStarted) ? 'call' : undefined;
    return early.every((use) => isMereStart(use, facts)) ? 'call' : 'value';
  };
}

/** What a function uses that another module calls at the start is loaded anyway. */
function findRunning(
  { functionScopes }: PricedLoads,
  facts: ModuleFacts,
  running: ReadonlySet<number> | undefined,
): string | undefined {
  const functionScope = functionScopes.find((one) => running?.has(one));
  return functionScope === undefined
    ? undefined
    : (facts.functionScopes[functionScope]?.label ?? 'A function');
}
