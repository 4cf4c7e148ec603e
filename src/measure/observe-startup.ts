// Starts a program, waits for a moment, takes the trace of its loads, and ends it with everything
// that it has started.
import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ASK_FILE,
  INSTRUCTION_VARIABLE,
  type LoadedFile,
  type LoadTrace,
  type TraceInstruction,
} from './load-trace.ts';
import { endTree } from './process-tree.ts';
import { UsageError } from '../files/usage-error.ts';

/** A program to start, and the moment to wait for. */
export interface StartCommand {
  /** Its name in error messages. */
  readonly label: string;
  /** Node's options, the file and its arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly until: 'listening' | RegExp;
  readonly timeoutMs: number;
  /** Ends the program when it is aborted. */
  readonly signal: AbortSignal;
}

/** The trace of a start, and how long the start took. */
export interface Observation {
  readonly trace: LoadTrace;
  readonly elapsedMs: number;
  /** Whether the trace is from the process that was started, not from one of its children. */
  readonly isMainProcess: boolean;
}

/** How long a busy process may take to answer. */
const answerMs = 10_000;
const pollMs = 10;

/**
 * Starts the program once and takes its trace.
 *
 * @throws UsageError when it ends too early or takes too long; the reason of the signal when it is
 * aborted
 */
export async function observeStart(start: StartCommand, isTraced: boolean): Promise<Observation> {
  start.signal.throwIfAborted();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-measure-')));
  const instruction: TraceInstruction = {
    folder,
    until: start.until === 'listening' ? 'listening' : 'asked',
    isTraced,
  };
  const startedMs = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, start.args, {
    cwd: start.cwd,
    detached: process.platform !== 'win32',
    env: toEnvironment(start, instruction),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    const trace = await waitForTrace(child, start, folder);
    return { trace, elapsedMs: trace.atMs - startedMs, isMainProcess: trace.pid === child.pid };
  } finally {
    await endTree(child, folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function toEnvironment({ env }: StartCommand, instruction: TraceInstruction): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...process.env, ...env };
  const preload = fileURLToPath(new URL('./load-preload.js', import.meta.url)).replace(
    /[\\"]/g,
    '\\$&',
  );
  const options = [`--require "${preload}"`, merged['NODE_OPTIONS'] ?? ''].join(' ').trim();
  return { ...merged, NODE_OPTIONS: options, [INSTRUCTION_VARIABLE]: JSON.stringify(instruction) };
}

function waitForTrace(
  child: ChildProcess,
  start: StartCommand,
  folder: string,
): Promise<LoadTrace> {
  return new Promise((done, fail) => {
    let [output, errors] = ['', ''];
    let askedMs: number | undefined;
    const isPattern = start.until !== 'listening';
    const find = (): LoadTrace | undefined => {
      const traces = readTraces(folder).filter(({ reason }) =>
        isPattern ? askedMs !== undefined : reason === 'listening',
      );
      return (
        traces.find(({ pid }) => pid === child.pid) ??
        (isPattern && isRunning(child) ? undefined : traces[0])
      );
    };
    const settle = (outcome: () => void): void => {
      clearInterval(poll);
      clearTimeout(timer);
      start.signal.removeEventListener('abort', abort);
      outcome();
    };
    const tryFinish = (): boolean => {
      const trace = find();
      if (trace) settle(() => done(dropLater(trace, askedMs)));
      return trace !== undefined;
    };
    const abort = (): void => settle(() => fail(toError(start.signal.reason)));
    const refuse = (message: string): void =>
      settle(() =>
        fail(new UsageError(`${message}${quoteEnd(errors.trim() === '' ? output : errors)}`)),
      );
    const poll = setInterval(tryFinish, pollMs);
    const waitsFor = isPattern ? `it printed \`${String(start.until)}\`` : 'a server listened';
    let timer = setTimeout(
      () =>
        refuse(
          `\`${start.label}\` ran for ${start.timeoutMs / 1000} s before ${waitsFor}. Raise --timeout, or wait for something else with --until.`,
        ),
      start.timeoutMs,
    );
    start.signal.addEventListener('abort', abort);
    child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => (errors = (errors + text).slice(-10_000)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-100_000);
      if (start.until === 'listening' || askedMs !== undefined || !start.until.test(output)) return;
      askedMs = performance.timeOrigin + performance.now();
      writeFileSync(join(folder, ASK_FILE), '');
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          refuse(
            `\`${start.label}\` printed what was waited for, but was too busy to report what it has loaded.`,
          ),
        answerMs,
      );
    });
    child.once('error', (error) =>
      refuse(`\`${start.label}\` can't be started: ${error.message}.`),
    );
    child.once('close', (code, signal) => {
      if (tryFinish()) return;
      const how = signal ?? `exit code ${String(code)}`;
      refuse(
        `\`${start.label}\` ended (${how}) before ${waitsFor}. Start it as it runs in production (--env, arguments behind \`--\`), or wait for something else with --until.`,
      );
    });
  });
}

function readTraces(folder: string): readonly LoadTrace[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) =>
    name.endsWith('.json')
      ? [JSON.parse(readFileSync(join(folder, name), 'utf8')) as LoadTrace]
      : [],
  );
}

/** Drops what was loaded between the awaited moment and the writing of the trace. */
function dropLater(trace: LoadTrace, askedMs: number | undefined): LoadTrace {
  const isLater = ({ atMs = 0 }: LoadedFile): boolean => askedMs !== undefined && atMs > askedMs;
  if (!trace.files.some(isLater)) return trace;
  return {
    ...trace,
    files: trace.files.filter((file) => file.atMs !== undefined && !isLater(file)),
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Quotes the last lines of output or the error, without stack frames. */
function quoteEnd(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v\d/.test(line));
  const error = lines.findLastIndex((line) => /^(?:Uncaught )?\w*(?:Error|Exception)\b/.test(line));
  const shown = error === -1 ? lines.slice(-8) : lines.slice(error, error + 8);
  return shown.map((line) => `\n  ${line}`).join('');
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
