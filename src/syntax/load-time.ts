// Which frames run while the module is evaluated, as far as one file shows: calls from module-level code, followed to a fixed point.
import type { TSESTree } from '@typescript-eslint/types';
import { getCalleeName, getCallback } from './callbacks.ts';
import { isFunction, type Node, type SyntaxTree } from './tree.ts';
import { findBodiesOf } from './values.ts';

interface FrameIds {
  idOf(node: Node): number;
  idOfBody(node: Node): number | undefined;
}

type Call = TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TaggedTemplateExpression;

/** Callbacks of these run as soon as the event loop gets to it: still part of the start. */
const SOON: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'setImmediate', 'nextTick', 'queueMicrotask']);

/** The ids of all frames that run while the module is evaluated. */
export function findFramesRunAtLoad(tree: SyntaxTree, frames: FrameIds): ReadonlySet<number> {
  const callsByFrame = new Map<number, Call[]>();
  for (const call of tree.nodesOf('CallExpression', 'NewExpression', 'TaggedTemplateExpression')) {
    const id = frames.idOf(call);
    callsByFrame.set(id, [...(callsByFrame.get(id) ?? []), call]);
  }
  const statics = tree.nodesOf('StaticBlock', 'PropertyDefinition').filter((node) => node.type === 'StaticBlock' || node.static);
  const running = new Set<number>();
  const queue = [0];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (running.has(id)) continue;
    running.add(id);
    for (const node of statics) {
      const body = frames.idOfBody(node);
      if (body !== undefined && frames.idOf(node) === id) queue.push(body);
    }
    for (const call of callsByFrame.get(id) ?? []) {
      for (const body of findBodiesRunBy(call, tree)) {
        const target = frames.idOfBody(body);
        if (target !== undefined) queue.push(target);
      }
    }
  }
  return running;
}

/** The functions, fields and static blocks of this file that a call runs before it returns, or soon after. */
function* findBodiesRunBy(call: Call, tree: SyntaxTree): Iterable<Node> {
  const callee = call.type === 'TaggedTemplateExpression' ? call.tag : call.callee;
  yield* findBodiesOf(callee, call.type === 'NewExpression', tree);
  if (call.type === 'TaggedTemplateExpression') return;
  const name = getCalleeName(call);
  for (const argument of call.arguments) {
    if (isFunction(argument)) {
      const runs = getCallback(argument)?.runs;
      if (runs === 'each' || runs === 'once' || SOON.has(name)) yield argument;
    } else if (argument.type === 'Identifier' && (SOON.has(name) || (name === 'forEach' || name === 'map'))) {
      yield* findBodiesOf(argument, false, tree);
    }
  }
}
