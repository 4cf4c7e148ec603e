/// <reference lib="dom" />
// The plan as steps: what each cut removes, and what is left after it.
// The function is put into the page as text, so it may use nothing but its arguments.
import type { DataCut, DataPlan } from './data.ts';
import type { Make } from './make.ts';
import type { Model, Total } from './model.ts';
import type { PageWording } from './wording.ts';

export interface PlanParts {
  readonly make: Make;
  readonly wording: PageWording;
  readonly groupCuts: typeof groupCuts;
}

/** Groups the cuts by rewrite: each rewrite is made as a whole or not at all. */
export function groupCuts(cuts: DataPlan['cuts']): readonly (readonly DataCut[])[] {
  const groups: DataCut[][] = [];
  for (const cut of cuts) {
    const group = groups.at(-1);
    if (group && cut.goesWith !== undefined) group.push(cut);
    else groups.push([cut]);
  }
  return groups;
}

/**
 * Fills an element with the plan; returns a function that marks the step that is shown: 0 for
 * before, -1 for the reader's own cuts.
 */
export function createPlanView(
  root: HTMLElement,
  model: Model,
  plan: DataPlan | undefined,
  { make, wording, groupCuts: group }: PlanParts,
  onStep: (step: number) => void,
): (step: number) => void {
  const describe = ({ cpuMs, rssMB, heavy }: Total): string =>
    `estimated ${wording.toTime(cpuMs)} CPU, ${wording.toMemory(rssMB)}; ${wording.toCount(heavy, 'heavy package')}`;
  const buttons: HTMLButtonElement[] = [];
  const addStep = (
    step: number,
    total: string,
    ...children: readonly (Node | string)[]
  ): HTMLElement => {
    const button = make(
      'button',
      { className: 'planstep', onClick: () => onStep(step) },
      ...children,
      make('small', { className: 'after' }, total),
    );
    buttons[step] = button;
    return make('li', {}, button);
  };
  const makeSteps = (cuts: DataPlan['cuts']): HTMLElement => {
    const taken = new Set<number>();
    const steps = [
      addStep(0, describe(model.sum(model.walk(taken))), make('b', {}, 'Before: no cut')),
    ];
    for (const [index, rewrite] of group(cuts).entries()) {
      for (const { loads } of rewrite) for (const load of loads) taken.add(load);
      const packages = [...new Set(rewrite.flatMap((cut) => cut.packages))];
      const [first, ...others] = rewrite.map(({ path, line, specifier }, place) => [
        make('b', {}, `${place === 0 ? `${String(index + 1)}. ` : ''}${path}:${String(line)}`),
        make('span', {}, specifier),
      ]);
      const also =
        others.length > 0 ? [make('small', {}, 'and in the same rewrite'), ...others.flat()] : [];
      steps.push(
        addStep(
          index + 1,
          `then: ${describe(model.sum(model.walk(taken)))}`,
          ...(first ?? []),
          ...also,
          make('small', {}, `leads to ${packages.join(', ')}`),
        ),
      );
    }
    return make('ol', { className: 'steps' }, ...steps);
  };
  const makeRemaining = ({ remaining, wanted }: DataPlan): readonly HTMLElement[] => [
    ...(remaining.length > 0 ? [make('h3', {}, 'Remains after all cuts')] : []),
    ...remaining.map(({ name, imports }) =>
      make(
        'details',
        { className: 'remains' },
        make('summary', {}, name),
        make(
          'ul',
          {},
          ...imports.map(({ path, line, specifier, reason }) =>
            make('li', {}, `${path}:${String(line)} ${specifier}: ${reason}`),
          ),
        ),
      ),
    ),
    ...(wanted.length > 0
      ? [
          make(
            'p',
            { className: 'hint' },
            `The configuration allows the entry to load ${wanted.join(', ')}.`,
          ),
        ]
      : []),
  ];
  const fill = (): readonly HTMLElement[] => {
    if (!plan)
      return [
        make(
          'p',
          { className: 'hint' },
          'A plan is made for one entry: run `ballast graph` with one to see it.',
        ),
      ];
    if (plan.cuts.length > 0)
      return [
        make(
          'p',
          { className: 'hint' },
          'Imports that are best made lazy. Choose one to see what is left once it and those before it are cut.',
        ),
        makeSteps(plan.cuts),
        ...makeRemaining(plan),
      ];
    const text =
      plan.remaining.length > 0
        ? 'No import can be made lazy that would take a heavy package off the start.'
        : plan.wanted.length > 0
          ? 'Every heavy package of the start is allowed.'
          : 'Nothing heavy is loaded at the start, so there is nothing to cut.';
    return [make('p', { className: 'hint' }, text), ...makeRemaining(plan)];
  };
  root.append(...fill());
  return (step) => {
    for (const [index, button] of buttons.entries())
      button.setAttribute('aria-pressed', String(index === step));
  };
}
