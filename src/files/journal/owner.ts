// The process that a journal belongs to, as part of the name of the journal's folder.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A new name that tells the id of this process and when it started: ids are given again. */
export function toOwnedName(): string {
  return `${String(process.pid)}-${getStart(process.pid)}-${randomUUID()}`;
}

/** The id of the process that gave a name, where that process still runs. */
export function findRunningOwner(name: string): number | undefined {
  const [, id, start] = /^(\d+)-(\w*)-/.exec(name) ?? [];
  const pid = Number(id);
  return id !== undefined && isRunning(pid) && getStart(pid) === start ? pid : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process can't be signalled, but it runs.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, in whatever words the system has for it; empty where it has none. */
function getStart(pid: number): string {
  try {
    // The second field is a name in brackets, which may hold anything; the 22nd is the start.
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return askForStart(pid);
  }
}

function askForStart(pid: number): string {
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } } as const;
    const args = ['-o', 'lstart=', '-p', String(pid)];
    return execFileSync('ps', args, { ...options, stdio: 'pipe' })
      .trim()
      .replaceAll(/\W+/g, '_');
  } catch {
    return '';
  }
}
