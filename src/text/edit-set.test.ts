// A plan is added over all its files or not at all, and taking it out leaves the others complete.
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../dev/random.ts';
import { createEditSet, type EditsByFile, type EditSet } from './edit-set.ts';
import type { TextEdit } from './edits.ts';

const TEXTS: Readonly<Record<string, string>> = { 'a.ts': '0123456789', 'b.ts': 'abcdefghij' };

function getText(path: string): string {
  return TEXTS[path] ?? '';
}

function edit(start: number, end: number, text: string, order?: number): TextEdit {
  return { range: [start, end], text, ...(order === undefined ? {} : { order }) };
}

function toEdits(edits: Readonly<Record<string, readonly TextEdit[]>>): EditsByFile {
  return new Map(Object.entries(edits));
}

function applyAll(set: EditSet<string>): Readonly<Record<string, string>> {
  return Object.fromEntries(set.apply(getText));
}

describe('tryAdd', () => {
  it('adds the edits of all files', () => {
    const set = createEditSet<string>();
    expect(
      set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 1, 'A')], 'b.ts': [edit(9, 10, 'J')] })),
    ).toBe(true);
    expect(set.tryAdd('two', toEdits({ 'a.ts': [edit(1, 2, 'B')] }))).toBe(true);
    expect(applyAll(set)).toEqual({ 'a.ts': 'AB23456789', 'b.ts': 'abcdefghiJ' });
  });

  it('adds nothing of a plan that conflicts in one of its files', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'b.ts': [edit(2, 5, 'x')] }));
    const conflicting = toEdits({ 'a.ts': [edit(0, 1, 'A')], 'b.ts': [edit(4, 6, 'y')] });
    expect(set.tryAdd('two', conflicting)).toBe(false);
    expect(set.has('two')).toBe(false);
    expect(applyAll(set)).toEqual({ 'b.ts': 'abxfghij' });
  });

  it('refuses a plan whose own edits overlap', () => {
    const set = createEditSet<string>();
    expect(set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 3, 'x'), edit(2, 4, 'y')] }))).toBe(false);
    expect(applyAll(set)).toEqual({});
  });

  it('makes an edit once that two plans share', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 0, 'import x;')] }));
    expect(set.tryAdd('two', toEdits({ 'a.ts': [edit(0, 0, 'import x;')] }))).toBe(true);
    expect(applyAll(set)).toEqual({ 'a.ts': 'import x;0123456789' });
  });

  it('leaves a plan as it is that is in the set', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 1, 'A')] }));
    expect(set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 1, 'B')] }))).toBe(true);
    expect(applyAll(set)).toEqual({ 'a.ts': 'A123456789' });
  });

  it('names a file whose edits are an empty list', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [] }));
    expect(applyAll(set)).toEqual({ 'a.ts': '0123456789' });
  });
});

describe('remove', () => {
  it('takes all edits of a plan out, and makes room for another', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 3, 'x')], 'b.ts': [edit(0, 3, 'x')] }));
    const other = toEdits({ 'b.ts': [edit(2, 4, 'y')] });
    expect(set.tryAdd('two', other)).toBe(false);
    set.remove('one');
    expect(set.has('one')).toBe(false);
    expect(applyAll(set)).toEqual({});
    expect(set.tryAdd('two', other)).toBe(true);
    expect(applyAll(set)).toEqual({ 'b.ts': 'abyefghij' });
  });

  it('keeps an edit that another plan shares', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 0, 'import x;'), edit(5, 6, 'X')] }));
    set.tryAdd('two', toEdits({ 'a.ts': [edit(0, 0, 'import x;')] }));
    set.remove('one');
    expect(applyAll(set)).toEqual({ 'a.ts': 'import x;0123456789' });
  });

  it('ignores a plan that is not in the set', () => {
    const set = createEditSet<string>();
    set.tryAdd('one', toEdits({ 'a.ts': [edit(0, 1, 'A')] }));
    set.remove('two');
    expect(applyAll(set)).toEqual({ 'a.ts': 'A123456789' });
  });
});

/**
 * The same with a list of plans, where every pair of edits is compared and edits are made from the
 * end of the text.
 */
interface Model {
  readonly plans: Map<number, EditsByFile>;
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.range.join() === b.range.join() && a.text === b.text && a.order === b.order;
}

/** Whether both change one character, or one inserts where the other replaces. */
function isConflict(a: TextEdit, b: TextEdit): boolean {
  if (isSame(a, b)) return false;
  const toUnits = ({ range: [start, end] }: TextEdit): readonly number[] =>
    start === end
      ? [start]
      : Array.from({ length: (end - start) * 2 - 1 }, (_, index) => start + (index + 1) / 2);
  const units = new Set(toUnits(a));
  const isInsertion = ({ range }: TextEdit): boolean => range[0] === range[1];
  return !(isInsertion(a) && isInsertion(b)) && toUnits(b).some((unit) => units.has(unit));
}

function getEdits(model: Model, path: string): readonly TextEdit[] {
  return [...model.plans.values()].flatMap((plan) => plan.get(path) ?? []);
}

function tryAddToModel(model: Model, plan: number, edits: EditsByFile): boolean {
  if (model.plans.has(plan)) return true;
  for (const [path, own] of edits) {
    const all = [...getEdits(model, path), ...own];
    if (own.some((one) => all.some((other) => isConflict(one, other)))) return false;
  }
  model.plans.set(plan, edits);
  return true;
}

function applyModel(model: Model): Readonly<Record<string, string>> {
  const paths = new Set([...model.plans.values()].flatMap((plan) => [...plan.keys()]));
  return Object.fromEntries(
    [...paths].map((path) => {
      const unique: TextEdit[] = [];
      for (const one of getEdits(model, path))
        if (!unique.some((other) => isSame(one, other))) unique.push(one);
      const text = getText(path);
      let result = '';
      for (let at = 0; at <= text.length; at += 1) {
        const insertions = unique.filter(({ range }) => range[0] === at && range[1] === at);
        for (const order of [0, 1])
          for (const one of insertions) if ((one.order ?? 0) === order) result += one.text;
        const replacement = unique.find(({ range }) => range[0] <= at && at < range[1]);
        if (!replacement) result += text[at] ?? '';
        else if (replacement.range[0] === at) result += replacement.text;
      }
      return [path, result];
    }),
  );
}

function toRandomEdits(random: Random): EditsByFile {
  const paths = Object.keys(TEXTS).filter(() => random(3) > 0);
  return new Map(
    paths.map((path) => [
      path,
      Array.from({ length: random(3) }, () => {
        const start = random(11);
        const end = Math.min(10, start + random(4));
        return edit(start, end, 'xy'.slice(0, random(3)), random(4) === 0 ? 1 : undefined);
      }),
    ]),
  );
}

describe('any sequence of additions and removals', () => {
  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'gives what a naive model gives (seed %i)',
    (seed) => {
      const random = createRandom(seed);
      const set = createEditSet<number>();
      const model: Model = { plans: new Map() };
      for (let step = 0; step < 40; step += 1) {
        const plan = random(8);
        if (random(3) === 0) {
          set.remove(plan);
          model.plans.delete(plan);
        } else {
          const edits = toRandomEdits(random);
          expect(set.tryAdd(plan, edits)).toBe(tryAddToModel(model, plan, edits));
        }
        expect(set.has(plan)).toBe(model.plans.has(plan));
        expect(Object.fromEntries(set.apply(getText))).toEqual(applyModel(model));
      }
    },
  );
});
