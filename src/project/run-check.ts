// `ballast check` without the command line: finds files, reads them, and collects what the checks say. No output.
import { readFileSync } from 'node:fs';
import type { CheckReport, FileReport } from '../report/report.ts';
import type { ParseFailure } from '../syntax/parse.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import type { SourceResult } from './check-source.ts';
import { findFiles } from './files.ts';
import { findCandidates, toLabel, type ActiveCheck, type Plan } from './plan.ts';
import { UsageError } from './usage-error.ts';

/** Looks at all files behind `paths`. */
export async function runCheck(cwd: string, paths: readonly string[], plan: Plan): Promise<CheckReport> {
  const start = performance.now();
  const found = findFiles(cwd, paths, plan);
  const files: FileReport[] = [];
  let checkSource: SourceCheck | undefined;
  for (const { path, text } of readAll(found.paths, cwd)) {
    const source = toSourceText(path, text);
    const candidates = findCandidates(source.text, plan);
    if (candidates.length === 0) continue;
    checkSource ??= await loadSourceCheck(plan);
    const label = toLabel(cwd, path);
    const { findings, failure } = checkOne(checkSource, source, candidates, label);
    if (findings.length > 0 || failure) files.push({ path, label, source, findings, ...(failure && { failure }) });
  }
  return { files, checkedFiles: found.paths.length, leftOut: found.leftOut, elapsedMs: performance.now() - start };
}

type SourceCheck = (source: SourceText, candidates: readonly ActiveCheck[]) => SourceResult;

/** The parser, the scope analysis and the resolver are loaded when the first file needs them. */
async function loadSourceCheck(plan: Plan): Promise<SourceCheck> {
  const [{ checkSource }, { toSession }] = await Promise.all([import('./check-source.ts'), import('./session.ts')]);
  const session = toSession(plan);
  return (source, candidates) => checkSource(source, candidates, session);
}

function checkOne(checkSource: SourceCheck, source: SourceText, candidates: readonly ActiveCheck[], label: string): SourceResult {
  try {
    return checkSource(source, candidates);
  } catch (error) {
    return { findings: [], failure: toDepthFailure(error, `${label} can't be looked at`) };
  }
}

/**
 * The failure of code that nests deeper than the stack.
 * @throws Error for anything else: a defect of this project
 */
export function toDepthFailure(error: unknown, message: string): ParseFailure {
  if (error instanceof RangeError) return { message: 'The code is nested too deeply to be looked at', offset: 0 };
  throw new Error(message, { cause: error });
}

/** Reads files, one after the other: for small files that takes a quarter of the time of reading them ahead. One that has gone is passed over. */
export function* readAll(paths: readonly string[], cwd: string): Iterable<{ readonly path: string; readonly text: string }> {
  for (const path of paths) {
    const text = readText(path, cwd);
    if (text !== undefined) yield { path, text };
  }
}

function readText(path: string, cwd: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (code === 'ENOENT') return undefined;
    throw new UsageError(`\`${toLabel(cwd, path)}\` can't be read (${code}). Make it readable, or leave it out.`);
  }
}
