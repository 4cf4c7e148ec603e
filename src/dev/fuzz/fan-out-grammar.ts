// Random programs with fan-outs: a source of elements, tasks started for each, statements in
// between, and a collector of the promises.
import fc from 'fast-check';
import {
  SOURCES,
  ITERABLES,
  BODIES,
  toCallbacks,
  SHORT,
  toStarts,
  MAPPED,
  STARTS,
  BETWEEN,
  COLLECTORS,
  METHODS,
  AROUND,
  AFTER,
} from './fan-out-parts.ts';

/** How a task fails: by an exception before there is a promise, or by a rejected promise. */
export type Failure = 'throws' | 'rejects';

/** A program with the inputs of its run. */
export interface FanOutProgram {
  /**
   * The text of a module that exports `main(xs, users)`, in TypeScript that is JavaScript as well.
   */
  readonly text: string;
  /** By element, how its task fails. */
  readonly failing: Readonly<Record<number, Failure>>;
  /** The results of `ask()`, in turn; `false` after the last. */
  readonly answers: readonly boolean[];
}

const toText = (parts: readonly string[]): string => `let total = 0;
const live = { list: [], set: new Set() };
const later = [];
const getList = () => live.list;
const grow = (x) => { if (x < 2) live.list.push(x + 100); };
const send = async (x) => (await fetch(\`https://host/\${x}\`)).id;
const sender = { base: 'https://host/', async send(x) { return (await fetch(this.base + x)).id; } };

export async function main(xs, limit) {
  live.list = [...xs];
  live.set = new Set(xs);
  ${parts.filter((part) => part !== '').join('\n  ')}
}
`;

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> =>
  fc.integer({ min: 0, max: values.length - 1 }).map((index) => at(values, index));

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No entry ${String(index)}`);
  return value;
}

/** The statements of one fan-out. */
const fanOut: fc.Arbitrary<string> = fc
  .record({
    source: fc.oneof(pick(SOURCES), pick(ITERABLES)),
    isShort: fc.boolean(),
    body: pick(BODIES),
    form: fc.nat(toCallbacks('').length - 1),
    short: pick(SHORT),
    start: fc.nat(STARTS - 1),
    isKept: fc.boolean(),
    between: pick(BETWEEN),
    method: pick(METHODS),
    collector: pick(COLLECTORS),
    around: pick(AROUND),
  })
  .map(({ source, isShort, body, form, short, start, isKept, between, ...rest }) => {
    const callback = (isShort ? short : at(toCallbacks(body), form)).replaceAll(
      'HIT',
      '`https://host/${x}`',
    );
    // An iterable has no `map`.
    const first = ITERABLES.includes(source) ? MAPPED : 0;
    const starts = toStarts(source.list, callback).slice(first);
    const { expression, statements } = at(starts, start % starts.length);
    const isApart = statements !== undefined || isKept;
    const collect = rest.collector
      .replaceAll('METHOD', rest.method)
      .replaceAll('JOBS', isApart ? 'jobs' : (expression ?? ''));
    const started = statements ?? (isKept ? `const jobs = ${expression ?? ''};` : '');
    const inner = [started, isApart ? between : '', collect].filter((part) => part !== '');
    return [source.before, rest.around.replace('INNER', () => inner.join('\n  '))]
      .filter((part) => part !== '')
      .join('\n  ');
  });

/** Programs with one fan-out, or with two in separate functions or blocks. */
export const fanOutPrograms: fc.Arbitrary<FanOutProgram> = fc
  .record({
    first: fanOut,
    second: fc.option(fanOut, { nil: undefined, freq: 4 }),
    after: pick(AFTER),
    failing: fc.dictionary(
      fc.integer({ min: 0, max: 5 }).map(String),
      fc.constantFrom<Failure>('throws', 'rejects'),
      { maxKeys: 2 },
    ),
    answers: fc.array(fc.boolean(), { maxLength: 3 }),
  })
  .map(({ first, second, after, failing, answers }) => ({
    text: toText([
      `{\n  ${first}\n  }`,
      // Tasks that nothing awaits end before the next ones start.
      ...(second === undefined ? [] : ['await rest();', `{\n  ${second}\n  }`]),
      after,
    ]),
    failing,
    answers,
  }));
