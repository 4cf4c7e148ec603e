// Runs a generated program in its own context, with stand-ins for the network and with turns
// instead of time.
import { createContext, runInContext, Script } from 'node:vm';
import pLimit from 'p-limit';
import ts from 'typescript';
import type { FanOutProgram } from './fan-out-grammar.ts';

/** What can be observed of a run. */
export interface Outcome {
  /** What `main` returned or threw, as text. */
  readonly result: string;
  /** The elements whose tasks started, in order. */
  readonly starts: readonly string[];
  /** What the program logged outside of tasks, in order. */
  readonly log: readonly string[];
  /** What it logged in tasks, in order, by element. */
  readonly taskLogs: Readonly<Record<string, readonly string[]>>;
  /** The highest number of tasks in flight. */
  readonly most: number;
  /** How many promise rejections were unhandled. */
  readonly unhandled: number;
  /** Whether it was stopped after {@link MAXIMUM_STARTS} tasks, or never ended. */
  readonly isEndless: boolean;
}

const ELEMENTS = [0, 1, 2, 3, 4, 5];
const MAXIMUM_STARTS = 60;
const MAXIMUM_TURNS = 600;

/**
 * Runs a program.
 *
 * @throws SyntaxError for one that can't be loaded
 */
export async function runProgram(text: string, program: FanOutProgram): Promise<Outcome> {
  const starts: string[] = [];
  const log: string[] = [];
  const taskLogs: Record<string, string[]> = {};
  const answers = [...program.answers];
  const timers: { readonly turn: number; readonly run: () => void }[] = [];
  let [turn, current, most, unhandled] = [0, 0, 0, 0];
  const later = (turns: number): Promise<void> =>
    new Promise((resolve) => timers.push({ turn: turn + turns, run: resolve }));
  const fetch = (url: string): Promise<unknown> => {
    const id = url.replace(/^https:\/\/host\/|\?.*$/g, '');
    starts.push(url.replace('https://host/', ''));
    if (starts.length > MAXIMUM_STARTS) return new Promise(() => undefined);
    const failure = program.failing[Number(id)];
    if (failure === 'throws') throw new Error(`throws ${id}`);
    current += 1;
    most = Math.max(most, current);
    return later(1 + ((Number(id) * 7) % 5 || 0)).then(() => {
      current -= 1;
      if (failure === 'rejects') throw new Error(`rejects ${id}`);
      return { id: Number(id) };
    });
  };
  const globals = {
    fetch,
    ask: () => {
      log.push('asked');
      return answers.shift() ?? false;
    },
    pause: () => later(3),
    rest: () => later(90),
    log: (kind: string, ...words: readonly unknown[]) => {
      if (kind === 't') (taskLogs[String(words[0])] ??= []).push(words.slice(1).join());
      else log.push(words.join());
    },
    exports: {},
    require: () => pLimit,
    setTimeout: (run: () => void) => timers.push({ turn: turn + 1, run }),
  };
  const onUnhandled = (): void => {
    unhandled += 1;
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    const context = createContext(globals);
    compileProgram(text).runInContext(context);
    let result: string | undefined;
    const call = runInContext('exports.main', context) as (
      xs: readonly number[],
      limit: number,
    ) => Promise<unknown>;
    void call([...ELEMENTS], 3).then(
      (value) => (result = `gives ${show(value)}`),
      (error: unknown) => (result = `throws ${show(error)}`),
    );
    for (; turn < MAXIMUM_TURNS; turn += 1) {
      await new Promise(setImmediate);
      const due = timers.filter((timer) => timer.turn <= turn);
      timers.splice(0, timers.length, ...timers.filter((timer) => timer.turn > turn));
      for (const { run } of due) run();
      if (due.length === 0 && timers.length === 0) break;
    }
    await new Promise(setImmediate);
    const isEndless = starts.length > MAXIMUM_STARTS || result === undefined;
    return { result: result ?? 'nothing', starts, log, taskLogs, most, unhandled, isEndless };
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

/** Compiles a text. @throws SyntaxError for one that can't be loaded */
export function compileProgram(text: string): Script {
  return new Script(toCommonJs(text));
}

/** Compiles a text to what Node would run. */
function toCommonJs(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  return outputText;
}

/** Formats a value so that `undefined`, holes and errors can be told apart. */
function show(value: unknown): string {
  if (value instanceof Error || isError(value)) return `error ${value.message}`;
  if (Array.isArray(value)) {
    return `[${Array.from({ length: value.length }, (_, index) => (index in value ? show(value[index]) : 'hole')).join()}]`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}: ${show(one)}`)
    .join()}}`;
}

/** Errors of another context are not instances of this one's `Error`. */
function isError(value: unknown): value is { readonly message: string } {
  return Object.prototype.toString.call(value) === '[object Error]';
}
