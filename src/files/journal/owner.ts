// The process that a journal belongs to, as part of the name of the journal's folder.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A unique name with the id and start time of this process, as ids are reused. */
export function toOwnedName(): string {
  return `${String(process.pid)}-${getStart(process.pid)}-${randomUUID()}`;
}

/** The id of the process that created a name, if that process is still running. */
export function findRunningOwner(name: string): number | undefined {
  const [, id, start] = /^(\d+)-(\w*)-/.exec(name) ?? [];
  const pid = Number(id);
  return id !== undefined && isRunning(pid) && getStart(pid) === start ? pid : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process can't be signalled, but it is running.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, in the format of the system; empty if unknown. */
function getStart(pid: number): string {
  try {
    // The second field is a name in brackets, which may contain anything; the 22nd is the start.
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
