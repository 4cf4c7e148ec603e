// Ends a process with all that it has started, also what has left its group.
import { spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { signalGroup } from '../files/run-process.ts';

const graceMs = 3_000;
/** What starts a process while it is being ended is found by looking again. */
const sweeps = 5;

/**
 * Asks a process that leads a group to end, then makes it.
 * @param mark a text that stands in the environment of all that belongs to it, and of nothing else
 */
export async function endTree(child: ChildProcess, mark: string): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    signalGroup(pid, 'SIGTERM');
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((done) => (timer = setTimeout(done, graceMs)));
    await Promise.race([ended, isLate]);
    clearTimeout(timer);
    signalGroup(pid, 'SIGKILL');
    await ended;
  }
  signalGroup(pid, 'SIGKILL');
  for (let sweep = 0; sweep < sweeps && killMarked(mark) > 0; sweep += 1)
    await new Promise((done) => setTimeout(done, 20));
}

/** Linux shows the environment that each process was started with; gives how many were there. */
function killMarked(mark: string): number {
  const marked = readNames('/proc').filter(
    (name) =>
      /^\d+$/.test(name) &&
      Number(name) !== process.pid &&
      readText(`/proc/${name}/environ`).includes(mark),
  );
  for (const name of marked) {
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
  return marked.length;
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no Linux: the group has to do
  }
}

/** Empty for a process that is another user's, or gone. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
