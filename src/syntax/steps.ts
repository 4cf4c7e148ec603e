// Where functions end, wait, and write to what outlives them: between two waits, nobody else sees what they do.
import type { StepFact } from './facts.ts';
import type { Frames } from './frames.ts';
import { findWrites } from './guards.ts';
import { toRange, type Node, type SyntaxTree } from './tree.ts';

/** Extracts the steps of all functions, in no order. */
export function extractSteps(tree: SyntaxTree, frames: Frames): readonly StepFact[] {
  const toStep = (kind: StepFact['kind']) => (node: Node): StepFact => ({ kind, frame: frames.idOf(node), range: toRange(node) });
  return [
    ...tree.nodesOf('ReturnStatement', 'ThrowStatement').map(toStep('exit')),
    ...tree.nodesOf('AwaitExpression').map(toStep('await')),
    // `i++`, whatever it counts
    ...tree.nodesOf('UpdateExpression').map(toStep('write')),
    ...findWrites(tree, frames).map(({ frame, range }): StepFact => ({ kind: 'write', frame, range })),
  ];
}
