// What lies in the page as JSON. Types only: the page's script and the room that writes the page
// agree by them.

/** A module or package; nodes are numbered by their place. */
export interface DataNode {
  readonly label: string;
  readonly isPackage: boolean;
  /** What it loads, in source order. */
  readonly loads: readonly number[];
  /** The line of each load, 0 where it is not known. */
  readonly lines: readonly number[];
  readonly cost?: DataCost;
}

interface DataCost {
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly version: string;
  /** How the figures are known. */
  readonly source: string;
  readonly isHeavy: boolean;
  readonly nativeLibraries: number;
}

export interface DataCut {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  /** The heavy packages that it leads to. */
  readonly packages: readonly string[];
  /** The loads that it takes, numbered over the `loads` of all nodes one after the other. */
  readonly loads: readonly number[];
  readonly goesWith?: string;
}

export interface DataPlan {
  readonly cuts: readonly DataCut[];
  readonly remaining: readonly {
    readonly name: string;
    readonly imports: readonly {
      readonly path: string;
      readonly line: number;
      readonly specifier: string;
      readonly reason: string;
    }[];
  }[];
  readonly wanted: readonly string[];
}

export interface PageData {
  readonly entries: readonly number[];
  readonly nodes: readonly DataNode[];
  readonly plan?: DataPlan;
}
