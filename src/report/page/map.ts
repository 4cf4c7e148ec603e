/// <reference lib="dom" />
// The treemap: cells by cost or by file, in folders or side by side.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { buildFolders, Box, MapItem, squarify } from './layout.ts';
import type { Make } from './make.ts';
import type { Model, Reached } from './model.ts';
import type { PageWording } from './wording.ts';

type Measure = 'cpu' | 'memory' | 'files';

export interface MapView {
  readonly measure: Measure;
  readonly isGrouped: boolean;
  /** The path of the folder that is shown. */
  readonly zoom: readonly string[];
}

interface MapMarks {
  readonly reached: Reached;
  readonly selected: number;
  /** The matches of the search; absent without a search. */
  readonly found?: ReadonlySet<number>;
}

export interface TreeMap {
  /** Redraws everything. */
  readonly draw: (view: MapView) => void;
  /** Marks what is selected, found, or no longer loaded. */
  readonly paint: (marks: MapMarks) => void;
}

export interface MapParts {
  readonly make: Make;
  readonly squarify: typeof squarify;
  readonly buildFolders: typeof buildFolders;
  readonly wording: PageWording;
}

/**
 * Creates the treemap in an element.
 *
 * @param before - what the start loads without cuts: cells keep their places when something is cut
 */
export function createMap(
  root: HTMLElement,
  model: Model,
  before: Reached,
  parts: MapParts,
  onSelect: (id: number) => void,
  onZoom: (path: readonly string[]) => void,
): TreeMap {
  const { make, wording } = parts;
  const headHeight = 22;
  let cells: {
    readonly button: HTMLButtonElement;
    readonly ids: readonly number[];
    readonly label: string;
    readonly box: Box;
  }[] = [];

  const toFolder = (id: number): readonly string[] =>
    model.getNode(id).label.split('/').slice(0, -1);
  const findLeaves = ({ measure, isGrouped }: MapView): readonly MapItem[] =>
    model.nodes.flatMap((node, id): readonly MapItem[] => {
      const item = { id, name: node.label, count: 1 };
      if (measure === 'files')
        return [
          {
            ...item,
            size: 1,
            name: node.label
              .split('/')
              .slice(node.isPackage ? 0 : -1)
              .join('/'),
            path: node.isPackage ? ['node_modules'] : toFolder(id),
          },
        ];
      if (!node.cost) return [];
      const importer = model.getChain(before, id).at(-2);
      return [
        {
          ...item,
          size: Math.max(1, measure === 'cpu' ? node.cost.cpuMs : node.cost.rssMB),
          path: isGrouped && importer ? toFolder(importer.node) : [],
        },
      ];
    });
  const findIds = (item: MapItem): readonly number[] => item.parts?.flatMap(findIds) ?? [item.id];
  const put = (element: HTMLElement, { x, y, width, height }: Box): void => {
    // In percent, so that printing or a narrower window shows all of it.
    element.style.left = `${String((x / root.clientWidth) * 100)}%`;
    element.style.top = `${String((y / root.clientHeight) * 100)}%`;
    element.style.width = `${String((width / root.clientWidth) * 100)}%`;
    element.style.height = `${String((height / root.clientHeight) * 100)}%`;
  };
  const addButton = (
    button: HTMLButtonElement,
    ids: readonly number[],
    label: string,
    box: Box,
  ): HTMLButtonElement => {
    button.tabIndex = cells.length === 0 ? 0 : -1;
    cells.push({ button, ids, label, box });
    return button;
  };
  const makeCell = (item: MapItem, box: Box): HTMLElement => {
    const isFolder = item.parts !== undefined;
    const node = model.getNode(item.id);
    const facts = isFolder ? wording.toCount(item.count, 'item') : wording.toFacts(node);
    const label = isFolder
      ? `${item.path.join('/')}, folder, ${facts}`
      : `${node.label}: ${facts}${node.cost ? `, ${wording.describeCategory(node)}` : ''}`;
    const hasRoom = box.width >= 34 && box.height >= 22;
    // A name may wrap where there is room for the name and the figures, but not to a few letters
    // per line.
    const isTall = box.height >= 84;
    const children = hasRoom
      ? [
          make(
            'span',
            { className: isTall && box.width >= 84 ? 'name wrapped' : 'name' },
            item.name,
          ),
          ...(box.height >= 42 && box.width >= 64 ? [make('small', {}, facts)] : []),
        ]
      : [];
    const button = make(
      'button',
      {
        className: `cell ${isFolder ? 'folder' : wording.getCategory(node)}${isTall ? ' tall' : ''}`,
        title: label,
        onClick: () => {
          if (isFolder) onZoom(item.path);
          else onSelect(item.id);
        },
      },
      ...children,
    );
    put(button, box);
    return addButton(button, findIds(item), label, box);
  };
  const place = (items: readonly MapItem[], box: Box): readonly HTMLElement[] => {
    const boxes = parts.squarify(
      items.map(({ size }) => size),
      box,
    );
    const order = items
      .map((_, index) => index)
      .sort((a, b) => (items[b]?.size ?? 0) - (items[a]?.size ?? 0));
    return order.flatMap((index) => {
      const [item, own] = [items[index], boxes[index]];
      if (!item || !own) return [];
      // Limits the number of cells: a folder whose parts would be tiny is drawn as one cell.
      const room = own.width * own.height;
      const hasHead = own.width >= 80 && own.height >= 60;
      if (!item.parts || room / (hasHead ? item.parts.length : item.count) < 150)
        return [makeCell(item, own)];
      if (!hasHead) return place(item.parts, own);
      const inner = {
        x: own.x + 3,
        y: own.y + headHeight,
        width: own.width - 6,
        height: own.height - headHeight - 3,
      };
      const frame = make('div', { className: 'frame' });
      put(frame, own);
      const label = `${item.path.join('/')}, folder, ${wording.toCount(item.count, 'item')}: show it alone`;
      const head = make(
        'button',
        { className: 'head', title: label, onClick: () => onZoom(item.path) },
        item.name,
      );
      const headBox = { ...own, height: headHeight };
      put(head, headBox);
      addButton(head, findIds(item), label, headBox);
      return [frame, head, ...place(item.parts, inner)];
    });
  };
  const focus = (cell: (typeof cells)[number]): void => {
    for (const { button } of cells) button.tabIndex = -1;
    cell.button.tabIndex = 0;
    cell.button.focus();
  };
  /** Finds the nearest cell whose centre is in the direction of an arrow key. */
  const findNext = (from: Box, key: string): (typeof cells)[number] | undefined => {
    const isAcross = key === 'ArrowLeft' || key === 'ArrowRight';
    const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
    const getDistance = ({ x, y, width, height }: Box): number => {
      const across = x + width / 2 - from.x - from.width / 2;
      const down = y + height / 2 - from.y - from.height / 2;
      const [ahead, aside] = isAcross ? [across * sign, down] : [down * sign, across];
      return ahead <= 1 ? Infinity : ahead + 2 * Math.abs(aside);
    };
    const near = cells
      .map((cell) => ({ cell, distance: getDistance(cell.box) }))
      .filter(({ distance }) => distance < Infinity);
    return near.sort((a, b) => a.distance - b.distance)[0]?.cell;
  };
  root.addEventListener('keydown', (event) => {
    const from = cells.find(({ button }) => button === document.activeElement);
    const next = !from
      ? undefined
      : event.key === 'Home'
        ? cells[0]
        : event.key === 'End'
          ? cells.at(-1)
          : event.key.startsWith('Arrow')
            ? findNext(from.box, event.key)
            : undefined;
    if (!next) return;
    event.preventDefault();
    focus(next);
  });

  return {
    draw(view) {
      const leaves = findLeaves(view).filter(({ path }) =>
        view.zoom.every((name, index) => path[index] === name),
      );
      cells = [];
      const isEmpty = leaves.length === 0;
      root.classList.toggle('empty', isEmpty);
      const items = parts.buildFolders(leaves, view.zoom.length);
      root.replaceChildren(
        ...(isEmpty
          ? [
              make(
                'p',
                {},
                'No package with a known cost is loaded at the start. Size by files to see what is loaded.',
              ),
            ]
          : place(items, { x: 0, y: 0, width: root.clientWidth, height: root.clientHeight })),
      );
    },
    paint({ reached, selected, found }) {
      for (const { button, ids, label } of cells) {
        const isGone = ids.every((id) => reached[id] === -2);
        const isSelected =
          ids.length === 1 && ids[0] === selected && !button.classList.contains('head');
        button.classList.toggle('gone', isGone);
        button.classList.toggle('dim', found !== undefined && !ids.some((id) => found.has(id)));
        button.classList.toggle('on', isSelected);
        button.setAttribute(
          'aria-label',
          isGone ? `${label}, no longer loaded at the start` : label,
        );
        if (isSelected) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
    },
  };
}
