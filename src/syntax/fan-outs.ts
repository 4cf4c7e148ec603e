// Sets of tasks that are started together.
import type { FanOutFact } from './fan-out-facts.ts';
import type { Frames } from './frames.ts';
import type { SyntaxTree } from './tree.ts';

/** Extracts the fan-outs of a file. */
export function extractFanOuts(_tree: SyntaxTree, _frames: Frames): readonly FanOutFact[] {
  return [];
}
