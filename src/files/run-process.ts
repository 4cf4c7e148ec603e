// Runs a command until it ends or reaches a time limit, at which its process group is killed.
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';

/** How a command ended. */
export interface Outcome {
  readonly ok: boolean;
  /** What it wrote to file descriptor 3. */
  readonly answer: string;
  /** What it wrote to standard error, or that it was stopped. */
  readonly errors: string;
}

// A browser that an install script downloads is not part of the cost of an import.
const environment = {
  PUPPETEER_SKIP_DOWNLOAD: 'true',
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  NODE_ENV: 'production',
};

/**
 * Runs a command without a shell; its standard output is dropped.
 *
 * @param limitMs - after this time the command's whole process group is killed
 * @param signal - kills it as well
 * @throws the reason of the signal if it is aborted
 */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  limitMs: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const stop = new AbortController();
  const timer = setTimeout(() => {
    stop.abort();
    signalGroup(child.pid, 'SIGKILL');
  }, limitMs);
  const abort = (): void => signalGroup(child.pid, 'SIGKILL');
  signal?.addEventListener('abort', abort);
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  const [ok, errors, answer] = await Promise.all([
    ended,
    readText(child.stderr),
    readText(child.stdio[3]),
  ]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  return { ok, answer, errors: stop.signal.aborted ? `stopped after ${limitMs / 1000} s` : errors };
}

/** Signals a process group, by the process that leads it. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}

async function readText(stream: unknown): Promise<string> {
  if (!(stream instanceof Readable)) return '';
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk);
  return text;
}
