// Decides whether a file changes a list that it keeps.
import { isWithin, type Range } from '../../../text/range.ts';
import { toRange, type Node, type SyntaxTree } from '../../tree.ts';
import { getPath } from '../paths.ts';

/** Whether code of the file assigns to a path, or adds to or removes from the list there. */
export function isChanged(path: string, tree: SyntaxTree): boolean {
  return getChanges(tree).assigned.has(path) || isAddedTo(path, tree);
}

/** Whether code adds or removes elements: `this.items.push(x)`, `this.items[id] = x`. */
export function isAddedTo(path: string, tree: SyntaxTree, holder?: Node): boolean {
  const places = getChanges(tree).added.get(path) ?? [];
  return holder ? places.some((place) => isWithin(place, toRange(holder))) : places.length > 0;
}

/** What a file changes, by paths: collected once, as each list that it keeps is asked for. */
interface Changes {
  readonly assigned: ReadonlySet<string>;
  readonly added: ReadonlyMap<string, readonly Range[]>;
}

const known = new WeakMap<SyntaxTree, Changes>();

function getChanges(tree: SyntaxTree): Changes {
  let changes = known.get(tree);
  if (!changes) known.set(tree, (changes = collectChanges(tree)));
  return changes;
}

function collectChanges(tree: SyntaxTree): Changes {
  const assigned = new Set<string>();
  const added = new Map<string, Range[]>();
  const add = (path: string | undefined, node: Node): void => {
    if (path === undefined) return;
    const places = added.get(path);
    if (places) places.push(toRange(node));
    else added.set(path, [toRange(node)]);
  };
  for (const node of tree.nodesOf('AssignmentExpression')) {
    const left = getPath(node.left);
    assigned.add(left);
    add(/^(.*)\[\]$/s.exec(left)?.[1], node);
  }
  for (const node of tree.nodesOf('CallExpression'))
    add(ADDS.exec(getPath(node.callee))?.[1], node);
  return { assigned, added };
}

const ADDS = /^(.*)\.(?:push|unshift|splice|set|add|pop|shift)$/s;
