/// <reference lib="dom" />
// The details of the selected module or package: its cost, the chains to it, and what only it
// loads.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { Make } from './make.ts';
import type { Model, Reached, Step } from './model.ts';
import type { PageWording } from './wording.ts';

export interface PanelView {
  readonly id: number;
  readonly reached: Reached;
  readonly cuts: ReadonlySet<number>;
}

export interface PanelParts {
  readonly make: Make;
  readonly wording: PageWording;
}

/** Creates the panel in an element; returns a function that shows a node in it. */
export function createPanel(
  root: HTMLElement,
  model: Model,
  before: Reached,
  { make, wording }: PanelParts,
  onSelect: (id: number) => void,
  onCut: (load: number) => void,
): (view: PanelView) => void {
  const none: ReadonlySet<number> = new Set();
  const mostShown = 12;
  const makeLink = (id: number, line = 0): HTMLElement =>
    make(
      'button',
      { className: 'link', onClick: () => onSelect(id) },
      model.getNode(id).label + (line > 0 ? `:${String(line)}` : ''),
    );
  const makeStep = ({ node, load }: Step, id: number, cuts: ReadonlySet<number>): HTMLElement => {
    const line = load < 0 ? 0 : model.getLine(load);
    const name = make(
      'span',
      { className: 'step' },
      node === id ? model.getNode(node).label : makeLink(node, line),
    );
    if (load < 0) return make('li', {}, name);
    const isCut = cuts.has(load);
    const label = `${isCut ? 'Restore' : 'Cut'} the import in ${model.getNode(node).label}${line > 0 ? ` line ${String(line)}` : ''}`;
    const button = make(
      'button',
      { className: 'cut', label, title: label, onClick: () => onCut(load) },
      isCut ? 'restore' : 'cut',
    );
    button.dataset['load'] = String(load);
    return make('li', { className: isCut ? 'taken' : '' }, name, button);
  };
  const makeChain = (chain: readonly Step[], id: number, cuts: ReadonlySet<number>): HTMLElement =>
    make('ol', { className: 'chain' }, ...chain.map((step) => makeStep(step, id, cuts)));
  const makeChains = ({ id, reached, cuts }: PanelView): readonly HTMLElement[] => {
    const isGone = reached[id] === -2;
    const [first = [], ...others] = isGone
      ? model.getChains(before, none, id)
      : model.getChains(reached, cuts, id);
    const parts: HTMLElement[] = [
      make(
        'h3',
        {},
        isGone
          ? 'How it was loaded before the cuts'
          : first.length === 1
            ? 'An entry'
            : 'The shortest chain to it',
      ),
    ];
    if (first.length > 1) parts.push(makeChain(first, id, cuts));
    if (others.length === 0) return parts;
    const shown = others
      .slice(0, mostShown)
      .map((chain) =>
        make(
          'details',
          {},
          make('summary', {}, `through ${model.getNode(chain.at(-2)?.node ?? -1).label}`),
          makeChain(chain, id, cuts),
        ),
      );
    const more =
      others.length > shown.length
        ? [
            make(
              'p',
              { className: 'hint' },
              `and through ${wording.toCount(others.length - shown.length, 'other module')}`,
            ),
          ]
        : [];
    return [
      ...parts,
      make(
        'h3',
        {},
        `${wording.toCount(others.length, 'other chain')}, one for each module that loads it`,
      ),
      ...shown,
      ...more,
    ];
  };
  const makeOwned = ({ id, reached, cuts }: PanelView): readonly HTMLElement[] => {
    const owned = model.getOwned(reached, cuts, id);
    if (owned.length === 0) return [];
    const packages = owned
      .filter((one) => model.getNode(one).isPackage)
      .sort((a, b) => (model.getNode(b).cost?.cpuMs ?? -1) - (model.getNode(a).cost?.cpuMs ?? -1));
    const files = owned.length - packages.length;
    const costs = packages.flatMap((one) => model.getNode(one).cost ?? []);
    const cost =
      costs.length === 0
        ? ''
        : `; estimated ${wording.toTime(costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0))} CPU, ${wording.toMemory(costs.reduce((sum, { rssMB }) => sum + rssMB, 0))}`;
    const items = packages
      .slice(0, mostShown * 2)
      .map((one) =>
        make(
          'li',
          {},
          makeLink(one),
          ` ${model.getNode(one).cost ? wording.toFacts(model.getNode(one)) : 'not measured'}`,
        ),
      );
    const more =
      packages.length > items.length
        ? [
            make(
              'p',
              { className: 'hint' },
              `and ${wording.toCount(packages.length - items.length, 'other package')}`,
            ),
          ]
        : [];
    return [
      make('h3', {}, 'Loaded only because of it'),
      make(
        'p',
        { className: 'hint' },
        `Without it, ${wording.toCount(packages.length, 'package')} and ${wording.toCount(files, 'file')} would not be loaded${cost}.`,
      ),
      make('ul', { className: 'owned' }, ...items),
      ...more,
    ];
  };
  const describe = ({ id, reached }: PanelView): readonly HTMLElement[] => {
    const node = model.getNode(id);
    const { cost } = node;
    const kind = make(
      'p',
      { className: 'kind' },
      make('i', { className: `swatch ${wording.getCategory(node)}` }),
      wording.describeCategory(node),
    );
    const facts = cost
      ? [
          make(
            'p',
            { className: 'facts' },
            make('b', {}, `${wording.toTime(cost.cpuMs)} CPU, ${wording.toMemory(cost.rssMB)}`),
            ` when imported alone (version ${cost.version}, ${cost.source})`,
          ),
        ]
      : [];
    const gone =
      reached[id] === -2
        ? [make('p', { className: 'status' }, 'No longer loaded at the start with these cuts.')]
        : [];
    return [kind, ...facts, ...gone];
  };
  return (view) => {
    if (view.id < 0) {
      root.replaceChildren(
        make('h2', {}, 'Nothing selected'),
        ...(model.sum(before).heavy === 0
          ? [make('p', { className: 'status' }, 'No heavy package is loaded at the start.')]
          : []),
        make(
          'p',
          { className: 'hint' },
          'Click a cell, or search, to see through which chains it is loaded and what is loaded only because of it.',
        ),
      );
      return;
    }
    // The list is rebuilt, so restore the focus by the load of the focused button.
    const held =
      document.activeElement instanceof HTMLElement && root.contains(document.activeElement)
        ? document.activeElement.dataset['load']
        : undefined;
    root.replaceChildren(
      make('h2', {}, model.getNode(view.id).label),
      ...describe(view),
      ...makeChains(view),
      ...makeOwned(view),
    );
    if (held !== undefined) root.querySelector<HTMLElement>(`[data-load="${held}"]`)?.focus();
  };
}
