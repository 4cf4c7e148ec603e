// What a start loads, as data: the input of every report on it.
import { describeSource } from '../catalogue/cost.ts';
import type { NodeKind } from '../graph/edges.ts';
import type { MeasuredPackage } from '../catalogue/types.ts';

/** A module or package that the start loads. Nodes are numbered by their place in the report. */
export interface GraphNode {
  readonly kind: Exclude<NodeKind, 'builtin'>;
  /** A path relative to where the command runs, or a package's name. */
  readonly label: string;
  /** The node before it on the shortest chain from an entry; absent for an entry. */
  readonly via?: number;
  /**
   * The last node that every chain to it goes through: without that, it is not loaded. Absent where
   * there is none.
   */
  readonly dominator?: number;
  /** What it loads at the start, in source order. */
  readonly loads: readonly number[];
  /** For a package that was measured, and for one that costs much by what is installed. */
  readonly cost?: PackageCost;
  /**
   * For a package that was not measured: the package that loads a native add-on with it, itself or
   * one that it depends on.
   */
  readonly native?: string;
  /**
   * For a package that was not measured: the heavy packages that its import loads with it, as far
   * as files of the project don't load them themselves.
   */
  readonly brings?: readonly string[];
}

export interface PackageCost extends Pick<
  MeasuredPackage,
  'cpuMs' | 'rssMB' | 'version' | 'nativeLibraries'
> {
  /** The day of the measurement; absent for an estimate. */
  readonly date?: string;
  /** The bytes of JavaScript that an estimate rests on. */
  readonly estimatedFromBytes?: number;
  /** Whether it is heavy enough to be reported. */
  readonly isHeavy: boolean;
}

/** One file on the way to a package that may be loaded while the program runs. */
export interface LaterStep {
  /** Relative to where the command runs, or below its package: `knex/lib/dialects/index.js`. */
  readonly file: string;
  /**
   * How the one before it loads it. `eager`: when that one is evaluated. `call`: in a function.
   * `computed`: by a name that is worked out. `manifest`: by what a manifest names.
   */
  readonly by: 'eager' | 'call' | 'computed' | 'manifest';
  /** As it is written there, `${…}` for what is worked out, or the key of the manifest. */
  readonly specifier?: string;
}

/**
 * A heavy package that may be loaded while the program runs, and the evidence: from a file that the
 * start loads to the package.
 */
export interface LaterPackage {
  readonly name: string;
  readonly chain: readonly LaterStep[];
}

/** A run of `ballast graph`. */
export interface GraphReport {
  readonly entries: readonly number[];
  readonly nodes: readonly GraphNode[];
  /** Packages that only a later load reaches. */
  readonly later: readonly string[];
  /**
   * Heavy packages that something else than a file of the project may load while the program runs;
   * absent where nobody asked.
   */
  readonly foreseen?: readonly LaterPackage[];
  /** Static imports of files that are not there. */
  readonly unresolved: readonly { readonly label: string; readonly specifier: string }[];
  readonly elapsedMs: number;
}

/** The nodes from an entry to a node, by the shortest chain. */
export function toChain({ nodes }: GraphReport, node: number): readonly number[] {
  const chain: number[] = [];
  for (let at: number | undefined = node; at !== undefined; at = nodes[at]?.via) chain.push(at);
  return chain.reverse();
}

/**
 * Where a package may be loaded later: the files around each load that may never happen, with what
 * that hangs on.
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

/** Packages with a measured cost, the dearest first, then those without, by name. */
export function sortPackages({ nodes }: GraphReport): readonly number[] {
  const packages = nodes.flatMap((node, id) => (node.kind === 'package' ? [id] : []));
  const getCost = (id: number): number => nodes[id]?.cost?.cpuMs ?? -1;
  return packages.sort(
    (a, b) =>
      getCost(b) - getCost(a) || ((nodes[a]?.label ?? '') < (nodes[b]?.label ?? '') ? -1 : 1),
  );
}

/**
 * The source of a cost, behind the version: `measured 2026-11-22`, `estimated from 2.1 MB of
 * JavaScript`.
 */
export function describeCostSource({ date, estimatedFromBytes }: PackageCost): string {
  return estimatedFromBytes === undefined
    ? `measured ${date ?? ''}`
    : describeSource({ bytes: estimatedFromBytes });
}

/**
 * The sum of what was measured. Packages that share dependencies cost less together than the sum.
 */
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
