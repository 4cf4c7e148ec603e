// The result of `ballast graph` as data: what a start loads, with costs and chains.
import type { FailedFile } from './report.ts';
import { describeSource } from '../catalogue/cost.ts';
import type { NodeKind } from '../graph/edges.ts';
import type { MeasuredPackage } from '../catalogue/types.ts';

/** A module or package that the start loads. Nodes are numbered by their index in the report. */
export interface GraphNode {
  readonly kind: Exclude<NodeKind, 'builtin'>;
  /** A path relative to where the command runs, or a package's name. */
  readonly label: string;
  /** The previous node on the shortest chain from an entry; absent for an entry. */
  readonly via?: number;
  /**
   * The immediate dominator: the last node that every chain to this one passes through. Absent if
   * there is none.
   */
  readonly dominator?: number;
  /** The nodes that it loads at startup, in source order. */
  readonly loads: readonly number[];
  /** Present for a measured package, and for one that inspection finds costly. */
  readonly cost?: PackageCost;
  /**
   * For a package without a measurement: the package that loads a native add-on during its import,
   * itself or a dependency.
   */
  readonly native?: string;
  /**
   * For a package without a measurement: the heavy packages that its import loads, except those
   * that files of the project load themselves.
   */
  readonly brings?: readonly string[];
}

export interface PackageCost extends Pick<
  MeasuredPackage,
  'cpuMs' | 'rssMB' | 'version' | 'nativeLibraries'
> {
  /** The day of the measurement; absent for an estimate. */
  readonly date?: string;
  /** The bytes of JavaScript that an estimate is based on; absent for a measurement. */
  readonly estimatedFromBytes?: number;
  /** Whether it is heavy enough to be reported. */
  readonly isHeavy: boolean;
}

/** One file on a chain to a package that may be loaded later, while the program runs. */
export interface LaterStep {
  /** Relative to where the command runs, or below its package: `knex/lib/dialects/index.js`. */
  readonly file: string;
  /**
   * How the previous file loads it. `eager`: when that file is evaluated. `call`: in a function.
   * `computed`: by a computed name. `manifest`: because a manifest names it.
   */
  readonly by: 'eager' | 'call' | 'computed' | 'manifest';
  /** As written there, with `${…}` for computed parts, or the key of the manifest. */
  readonly specifier?: string;
}

/**
 * A heavy package that may be loaded later, while the program runs, with the evidence: a chain from
 * a file that the start loads to the package.
 */
export interface LaterPackage {
  readonly name: string;
  readonly chain: readonly LaterStep[];
}

/** The result of one run of `ballast graph`. */
export interface GraphReport {
  readonly entries: readonly number[];
  readonly nodes: readonly GraphNode[];
  /** The packages that only later loads reach. */
  readonly later: readonly string[];
  /**
   * Heavy packages that may be loaded later by something other than a file of the project; absent
   * if that was not searched.
   */
  readonly foreseen?: readonly LaterPackage[];
  /** Static imports of files that don't exist. */
  readonly unresolved: readonly { readonly label: string; readonly specifier: string }[];
  /** Files that could not be looked into: of those, what their text names counts. */
  readonly failed?: readonly FailedFile[];
  readonly elapsedMs: number;
}

/** Gets the nodes of the shortest chain from an entry to a node. */
export function toChain({ nodes }: GraphReport, node: number): readonly number[] {
  const chain: number[] = [];
  for (let at: number | undefined = node; at !== undefined; at = nodes[at]?.via) chain.push(at);
  return chain.reverse();
}

/**
 * Describes where a package may be loaded later: the files around each load that may never happen,
 * with the cause of the load.
 */
export function describeLater({ chain }: LaterPackage): string {
  const parts = chain.flatMap(({ file, by }, index): readonly string[] => {
    const next = chain[index + 1];
    if (!next) return [];
    if (next.by !== 'eager')
      return [
        `${file} (${next.by === 'call' ? 'in a function' : next.by === 'computed' ? (next.specifier ?? '') : `by ${next.specifier ?? ''}`})`,
      ];
    return index === 0 || by !== 'eager' || index === chain.length - 2 ? [file] : [];
  });
  return parts.join(' → ');
}

/**
 * The packages of a report: by cost, the most expensive first, then those without a known cost by
 * name.
 */
export function sortPackages({ nodes }: GraphReport): readonly number[] {
  const packages = nodes.flatMap((node, id) => (node.kind === 'package' ? [id] : []));
  const getCost = (id: number): number => nodes[id]?.cost?.cpuMs ?? -1;
  return packages.sort(
    (a, b) =>
      getCost(b) - getCost(a) || ((nodes[a]?.label ?? '') < (nodes[b]?.label ?? '') ? -1 : 1),
  );
}

/**
 * The source of a cost, as printed after the version: `measured 2026-11-22`, `estimated from 2.1 MB
 * of JavaScript`.
 */
export function describeCostSource({ date, estimatedFromBytes }: PackageCost): string {
  return estimatedFromBytes === undefined
    ? `measured ${date ?? ''}`
    : describeSource({ bytes: estimatedFromBytes });
}

/** Adds up known costs. Packages that share dependencies cost less together than this sum. */
export function sumCosts(costs: Iterable<PackageCost | undefined>): {
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly count: number;
} {
  let [cpuMs, rssMB, count] = [0, 0, 0];
  for (const cost of costs) {
    if (!cost) continue;
    cpuMs += cost.cpuMs;
    rssMB += cost.rssMB;
    count += 1;
  }
  return { cpuMs, rssMB, count };
}
