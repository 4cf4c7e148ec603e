// Reads the files that a run looks at.
import { readFileSync } from 'node:fs';
import { toLabel } from './label.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads a file; undefined where it has gone.
 * @throws UsageError for one that can't be read
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
