// Ends a process and everything that it has started, including processes that have left its group.
import { spawnSync, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { signalGroup } from '../files/run-process.ts';

const graceMs = 3_000;
/** How often to look for processes that were started while others were being ended. */
const sweeps = 5;

/**
 * Asks a process that leads a group to end, then kills the group.
 *
 * @param mark - a text in the environment of all processes that belong to it and of no others
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

/**
 * Kills the processes whose environment contains the mark, which Linux shows in `/proc`.
 *
 * @returns how many there were
 */
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
      // It has already ended.
    }
  }
  return marked.length;
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not Linux: killing the group must suffice
  }
}

/** Reads a file of `/proc`; empty for a process of another user, or one that has ended. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
