// The layout of the treemap's cells. Each function is put into the page as text, so it may use
// nothing but its arguments.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A cell, or a folder of cells. Sizes are positive; the size of a folder is the sum of its parts.
 */
export interface MapItem {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  /** How many cells it stands for. */
  readonly count: number;
  /** The folders from the top down to it. */
  readonly path: readonly string[];
  readonly parts?: readonly MapItem[];
}

/**
 * Lays out rectangles with areas proportional to sizes.
 *
 * @see Bruls, Huizing, van Wijk: Squarified Treemaps (2000)
 */
export function squarify(sizes: readonly number[], { x, y, width, height }: Box): readonly Box[] {
  const order = sizes.map((_, index) => index).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const boxes: Box[] = sizes.map(() => ({ x, y, width: 0, height: 0 }));
  if (total <= 0) return boxes;
  const scale = (width * height) / total;
  const toArea = (place: number): number => (sizes[order[place] ?? -1] ?? 0) * scale;
  let start = 0;
  while (start < order.length) {
    const side = Math.min(width, height);
    // The areas descend, so the worst of a row is its first or its last.
    const getWorst = (area: number, last: number): number =>
      Math.max(
        (side * side * toArea(start)) / (area * area),
        (area * area) / (side * side * toArea(last)),
      );
    let end = start + 1;
    let area = toArea(start);
    while (end < order.length && getWorst(area + toArea(end), end) <= getWorst(area, end - 1)) {
      area += toArea(end);
      end += 1;
    }
    const thickness = side > 0 ? area / side : 0;
    let at = 0;
    for (let place = start; place < end; place += 1) {
      const length = thickness > 0 ? toArea(place) / thickness : 0;
      boxes[order[place] ?? 0] =
        width >= height
          ? { x, y: y + at, width: thickness, height: length }
          : { x: x + at, y, width: length, height: thickness };
      at += length;
    }
    if (width >= height) [x, width] = [x + thickness, Math.max(0, width - thickness)];
    else [y, height] = [y + thickness, Math.max(0, height - thickness)];
    start = end;
  }
  return boxes;
}

/**
 * Puts leaves into the folders of their paths, below the folder that is shown. A folder whose only
 * part is a folder is joined with it, as in `src/api`.
 */
export function buildFolders(leaves: readonly MapItem[], depth: number): readonly MapItem[] {
  const groups = new Map<string, MapItem[]>();
  const items: MapItem[] = [];
  for (const leaf of leaves) {
    const name = leaf.path[depth];
    if (name === undefined) items.push(leaf);
    else if (groups.has(name)) groups.get(name)?.push(leaf);
    else groups.set(name, [leaf]);
  }
  for (const [name, group] of groups) {
    const parts = buildFolders(group, depth + 1);
    const [only] = parts;
    const path = group[0]?.path.slice(0, depth + 1) ?? [];
    if (parts.length === 1 && only?.parts) items.push({ ...only, name: `${name}/${only.name}` });
    else
      items.push({
        id: -1,
        name,
        path,
        parts,
        size: group.reduce((sum, { size }) => sum + size, 0),
        count: group.reduce((sum, { count }) => sum + count, 0),
      });
  }
  return items;
}
