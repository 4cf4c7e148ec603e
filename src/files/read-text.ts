// Reads the files of a run.
import { readFileSync } from 'node:fs';
import { toLabel } from './label.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads a file; undefined if it no longer exists.
 * @throws UsageError if it can't be read
 */
export function readText(path: string, cwd: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (code === 'ENOENT') return undefined;
    throw new UsageError(
      `\`${toLabel(cwd, path)}\` can't be read (${code}). Make it readable, or leave it out.`,
    );
  }
}
