/// <reference lib="dom" />
// The state of the page, and what is updated when it changes.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { DataPlan, PageData } from './data.ts';
import type { buildFolders, squarify } from './layout.ts';
import type { Make } from './make.ts';
import type { createMap, MapView } from './map.ts';
import type { createModel, Total } from './model.ts';
import type { createPanel } from './panel.ts';
import type { createPlanView, groupCuts } from './plan-view.ts';
import type { createWording } from './wording.ts';

/** The other parts of the page. */
export interface PageParts {
  readonly make: Make;
  readonly squarify: typeof squarify;
  readonly buildFolders: typeof buildFolders;
  readonly createMap: typeof createMap;
  readonly createModel: typeof createModel;
  readonly createPanel: typeof createPanel;
  readonly createPlanView: typeof createPlanView;
  readonly groupCuts: typeof groupCuts;
  readonly createWording: typeof createWording;
}

/** Starts the page. */
export function runPage(parts: PageParts): void {
  const get = <T extends HTMLElement>(id: string, type: new () => T): T => {
    const element = document.getElementById(id);
    if (element instanceof type) return element;
    throw new Error(`The page has no ${id}.`);
  };
  const data = JSON.parse(get('data', HTMLScriptElement).textContent) as PageData;
  const { make } = parts;
  const wording = parts.createWording();
  const model = parts.createModel(data);
  const before = model.walk(new Set());
  const totalBefore = model.sum(before);
  const rewrites: readonly DataPlan['cuts'][] = parts.groupCuts(data.plan?.cuts ?? []);
  const getPlanned = (step: number): readonly number[] =>
    rewrites.slice(0, step).flatMap((cuts) => cuts.flatMap(({ loads }) => loads));
  const cuts = new Set<number>();
  let reached = before;
  let step = 0;
  let selected = -1;
  let found: readonly number[] | undefined;
  let view: MapView = {
    measure: totalBefore.measured > 0 ? 'cpu' : 'files',
    isGrouped: false,
    zoom: [],
  };

  const showTotal = (id: string, old: string, now: string): void => {
    get(id, HTMLElement).replaceChildren(
      ...(old === now
        ? [now]
        : [make('s', {}, old), make('span', { className: 'to' }, ' → '), make('ins', {}, now)]),
    );
  };
  const showTotals = (now: Total): void => {
    const old = totalBefore;
    // If nothing was measured, the costs are unknown, not small.
    const toFigure = (text: string): string => (old.measured > 0 ? text : 'not known');
    showTotal('cpu', toFigure(wording.toTime(old.cpuMs)), toFigure(wording.toTime(now.cpuMs)));
    showTotal(
      'memory',
      toFigure(wording.toMemory(old.rssMB)),
      toFigure(wording.toMemory(now.rssMB)),
    );
    showTotal('heavy', old.heavy.toLocaleString('en-US'), now.heavy.toLocaleString('en-US'));
    showTotal(
      'packages',
      old.packages.toLocaleString('en-US'),
      now.packages.toLocaleString('en-US'),
    );
    showTotal('files', old.modules.toLocaleString('en-US'), now.modules.toLocaleString('en-US'));
  };
  const showState = (): void => {
    reached = cuts.size === 0 ? before : model.walk(cuts);
    showTotals(model.sum(reached));
    get('before', HTMLElement).setAttribute('aria-pressed', String(cuts.size === 0));
    get('after', HTMLElement).setAttribute(
      'aria-pressed',
      String(step > 0 && step === rewrites.length),
    );
    get('state', HTMLElement).textContent =
      cuts.size === 0
        ? 'Before, with no cut'
        : step < 0
          ? `With your own cuts: ${wording.toCount(cuts.size, 'import')}`
          : step === rewrites.length
            ? 'After all cuts of the plan'
            : `After ${wording.toCount(step, 'cut')} of ${String(rewrites.length)}`;
    markStep(step);
    map.paint({ reached, selected, ...(found && { found: new Set(found) }) });
    showPanel({ id: selected, reached, cuts });
  };
  const select = (id: number): void => {
    selected = id;
    showState();
  };
  const goTo = (next: number): void => {
    step = next;
    cuts.clear();
    for (const load of getPlanned(next)) cuts.add(load);
    showState();
  };
  const cut = (load: number): void => {
    if (!cuts.delete(load)) cuts.add(load);
    step = cuts.size === 0 ? 0 : -1;
    showState();
  };
  const draw = (change: Partial<MapView>): void => {
    view = { ...view, ...change };
    const grouping = get('grouping', HTMLSelectElement);
    grouping.disabled = view.measure === 'files';
    grouping.value = view.isGrouped || grouping.disabled ? 'folders' : 'none';
    map.draw(view);
    const { zoom } = view;
    const crumbs = zoom.map((name, index) =>
      index === zoom.length - 1
        ? make('span', {}, name)
        : make(
            'button',
            { className: 'link', onClick: () => zoomTo(zoom.slice(0, index + 1)) },
            name,
          ),
    );
    get('crumbs', HTMLElement).replaceChildren(
      ...(zoom.length === 0
        ? []
        : [
            make('button', { className: 'link', onClick: () => zoomTo([]) }, 'everything'),
            ...crumbs.flatMap((crumb) => [' / ', crumb]),
          ]),
    );
    map.paint({ reached, selected, ...(found && { found: new Set(found) }) });
  };
  const zoomTo = (zoom: readonly string[]): void => {
    draw({ zoom });
    get('map', HTMLElement).querySelector('button')?.focus();
  };

  const map = parts.createMap(
    get('map', HTMLElement),
    model,
    before,
    { ...parts, wording },
    select,
    zoomTo,
  );
  const showPanel = parts.createPanel(
    get('panel', HTMLElement),
    model,
    before,
    { make, wording },
    select,
    cut,
  );
  const markStep = parts.createPlanView(
    get('plan', HTMLElement),
    model,
    data.plan,
    { make, wording, groupCuts: parts.groupCuts },
    goTo,
  );

  const search = get('search', HTMLInputElement);
  const list = get('found', HTMLElement);
  const showFound = (): void => {
    const text = search.value.trim().toLowerCase();
    found =
      text === ''
        ? undefined
        : model.nodes.flatMap(({ label }, id) => (label.toLowerCase().includes(text) ? [id] : []));
    get('count', HTMLElement).textContent = found
      ? `${found.length.toLocaleString('en-US')} found`
      : '';
    list.hidden = found === undefined || found.length === 0;
    // Packages first: most searches are for a package.
    const order = [...(found ?? [])].sort(
      (a, b) => Number(model.getNode(b).isPackage) - Number(model.getNode(a).isPackage),
    );
    list.replaceChildren(
      ...order
        .slice(0, 50)
        .map((id) =>
          make(
            'li',
            {},
            make(
              'button',
              { className: 'result', onClick: () => choose(id) },
              model.getNode(id).label,
              make('small', {}, wording.toFacts(model.getNode(id))),
            ),
          ),
        ),
    );
    map.paint({ reached, selected, ...(found && { found: new Set(found) }) });
  };
  const clearSearch = (): void => {
    search.value = '';
    showFound();
  };
  /** Closes the list by moving the focus to the chosen node; the matches stay marked in the map. */
  const choose = (id: number): void => {
    select(id);
    get('panel', HTMLElement).focus();
  };
  const finder = get('finder', HTMLElement);
  for (const type of ['focusin', 'pointerdown'] as const)
    document.addEventListener(type, ({ target }) => {
      if (!(target instanceof Node && finder.contains(target))) list.hidden = true;
    });
  search.addEventListener('focus', showFound);
  search.addEventListener('input', showFound);
  finder.addEventListener('keydown', (event) => {
    const stops = [search, ...list.querySelectorAll('button')];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      stops[
        Math.min(stops.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))
      ]?.focus();
    } else if (event.key === 'Enter' && at === 0) {
      list.querySelector('button')?.click();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      clearSearch();
      search.focus();
    }
  });
  document.addEventListener('keydown', (event) => {
    if (
      event.key === '/' &&
      !event.ctrlKey &&
      !event.metaKey &&
      !(event.target instanceof HTMLInputElement)
    ) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape') {
      if (found) {
        clearSearch();
        search.focus();
      } else if (view.zoom.length > 0) zoomTo([]);
      else select(-1);
    }
  });
  get('measure', HTMLSelectElement).value = view.measure;
  get('measure', HTMLSelectElement).addEventListener('change', ({ currentTarget }) => {
    const value = currentTarget instanceof HTMLSelectElement ? currentTarget.value : '';
    draw({ zoom: [], measure: value === 'memory' || value === 'files' ? value : 'cpu' });
  });
  get('grouping', HTMLSelectElement).addEventListener('change', ({ currentTarget }) =>
    draw({
      zoom: [],
      isGrouped: currentTarget instanceof HTMLSelectElement && currentTarget.value === 'folders',
    }),
  );
  get('before', HTMLElement).addEventListener('click', () => goTo(0));
  get('after', HTMLElement).addEventListener('click', () => goTo(rewrites.length));
  get('after', HTMLButtonElement).disabled = rewrites.length === 0;
  if (rewrites.length === 0) get('after', HTMLElement).title = 'There is no cut to make';
  addEventListener('resize', () => draw({}));

  const heaviest = model.nodes
    .map(({ cost }, id) => ({ id, cpuMs: cost?.isHeavy ? cost.cpuMs : -1 }))
    .sort((a, b) => b.cpuMs - a.cpuMs)[0];
  if (heaviest && heaviest.cpuMs >= 0) selected = heaviest.id;
  draw({});
  showState();
  document.body.dataset['ready'] = 'true';
}
