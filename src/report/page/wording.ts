// The wording of figures in the page.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { DataNode } from './data.ts';

/** The category that the colour of a cell stands for. */
type Category = 'native' | 'costly' | 'package' | 'project';

export interface PageWording {
  readonly toTime: (milliseconds: number) => string;
  readonly toMemory: (megabytes: number) => string;
  readonly toCount: (count: number, noun: string) => string;
  readonly getCategory: (node: DataNode) => Category;
  readonly describeCategory: (node: DataNode) => string;
  /** A short description, for a cell and for screen readers. */
  readonly toFacts: (node: DataNode) => string;
}

/**
 * Creates the wording of `src/catalogue/cost.ts` and `src/report/wording.ts` as one self-contained
 * value.
 */
export function createWording(): PageWording {
  const toTime = (milliseconds: number): string =>
    milliseconds < 5
      ? 'under 5 ms'
      : milliseconds < 100
        ? `${String(milliseconds)} ms`
        : `${(milliseconds / 1000).toFixed(1)} s`;
  const toMemory = (megabytes: number): string =>
    megabytes < 5 ? 'under 5 MB' : `${String(megabytes)} MB`;
  const toCount = (count: number, noun: string): string =>
    `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
  const getCategory = ({ isPackage, cost }: DataNode): Category =>
    !isPackage
      ? 'project'
      : cost && cost.nativeLibraries > 0
        ? 'native'
        : cost?.isHeavy
          ? 'costly'
          : 'package';
  const describeCategory = (node: DataNode): string => {
    if (!node.isPackage) return 'project file';
    const { cost } = node;
    if (!cost) return 'package, not measured';
    const kind = cost.isHeavy ? 'heavy package' : 'package';
    return cost.nativeLibraries > 0
      ? `${kind} with ${toCount(cost.nativeLibraries, 'native library').replace('librarys', 'libraries')}`
      : kind;
  };
  const toFacts = (node: DataNode): string =>
    node.cost
      ? `${toTime(node.cost.cpuMs)}, ${toMemory(node.cost.rssMB)}`
      : node.isPackage
        ? 'not measured'
        : 'project file';
  return { toTime, toMemory, toCount, getCategory, describeCategory, toFacts };
}
