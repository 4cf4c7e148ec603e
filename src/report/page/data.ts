// The JSON data in the page, as types: the page's script and the printer of the page share them.

/** A module or package. Nodes are numbered by their index. */
export interface DataNode {
  readonly label: string;
  readonly isPackage: boolean;
  /** What it loads, in source order. */
  readonly loads: readonly number[];
  /** The line of each load, 0 if unknown. */
  readonly lines: readonly number[];
  readonly cost?: DataCost;
}

interface DataCost {
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly version: string;
  /** The source of the figures. */
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
  /** The loads that it removes, numbered through the `loads` of all nodes in order. */
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
