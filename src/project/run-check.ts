// `ballast check` without the command line: finds files, reads them, and collects what the checks say. No output.
import { readFile } from 'node:fs/promises';
import type { CheckReport, FileReport } from '../report/report.ts';
import { toSourceText } from '../text/source-text.ts';
import { findFiles } from './files.ts';
import { findCandidates, toLabel, type Session } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Looks at all files behind `paths`. */
export async function runCheck(cwd: string, paths: readonly string[], session: Session): Promise<CheckReport> {
  const start = performance.now();
  const found = await findFiles(cwd, paths, session);
  const files: FileReport[] = [];
  for await (const { path, text } of readAll(found.paths, cwd)) {
    const report = await checkText(path, text, cwd, session);
    if (report.findings.length > 0 || report.failure) files.push(report);
  }
  return { files, checkedFiles: found.paths.length, leftOut: found.leftOut, elapsedMs: performance.now() - start };
}

/** The parser and the scope analysis are loaded when the first file needs them. */
async function checkText(path: string, raw: string, cwd: string, session: Session): Promise<FileReport> {
  const source = toSourceText(path, raw);
  const label = toLabel(cwd, path);
  const candidates = findCandidates(source.text, session);
  if (candidates.length === 0) return { path, label, source, findings: [] };
  const { checkSource } = await import('./check-source.ts');
  return { path, label, source, ...checkSource(source, candidates, session) };
}

/** Reads files a few ahead of the one that is looked at. */
export async function* readAll(paths: readonly string[], cwd: string): AsyncIterable<{ readonly path: string; readonly text: string }> {
  const AHEAD = 32;
  for (let start = 0; start < paths.length; start += AHEAD) {
    const chunk = paths.slice(start, start + AHEAD);
    const texts = await Promise.all(chunk.map((path) => readText(path, cwd)));
    for (const [index, path] of chunk.entries()) yield { path, text: texts[index] ?? '' };
  }
}

async function readText(path: string, cwd: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`\`${toLabel(cwd, path)}\` can't be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'}).`);
  }
}
