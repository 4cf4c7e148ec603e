// Whether a rewrite could be undone: the state of the git tree around some paths.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The tracked or new files that git shows as changed under `paths`; `undefined` outside of a git tree or without git. */
export async function getChangedFiles(cwd: string, paths: readonly string[]): Promise<readonly string[] | undefined> {
  try {
    const { stdout } = await run('git', ['status', '--porcelain', '--', ...paths], { cwd });
    return stdout.split('\n').filter(Boolean).map((line) => line.slice(3));
  } catch {
    return undefined;
  }
}
