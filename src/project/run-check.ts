// `ballast check` without the command line: finds files, reads them, and collects what the checks say. No output.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CheckReport, FileReport } from '../report/report.ts';
import type { ParseFailure } from '../syntax/parse.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import type { NeededPackages } from './chains.ts';
import type { SourceResult } from './check-source.ts';
import { findFiles } from './files.ts';
import type { HostProvider } from './module-hosts.ts';
import { getOwnCatalogue, mayNameHeavy } from './own-catalogue.ts';
import { findCandidates, getChainReport, toLabel, type ActiveCheck, type ChainProvider, type Plan } from './plan.ts';
import { UsageError } from './usage-error.ts';

/** Looks at all files behind `paths`. */
export async function runCheck(cwd: string, paths: readonly string[], bare: Plan): Promise<CheckReport> {
  const start = performance.now();
  const plan = bare.inspection ? (await import('./package-inspector.ts')).withInspector(bare) : bare;
  const found = findFiles(cwd, paths, plan);
  const files: FileReport[] = [];
  let checkSource: LoadedCheck | undefined;
  const asking = plan.active.find(({ check }) => check.usesGraph);
  /** What files need that they can't defer; undefined where a file that names a heavy package was not looked into. */
  let needed: Map<string, NeededPackages> | undefined = new Map<string, NeededPackages>();
  for (const { path, text } of readAll(found.paths, cwd)) {
    const source = toSourceText(path, text);
    const namesHeavy = asking !== undefined && mayNameHeavy(path, source.text, plan);
    const candidates = findCandidates(source.text, plan, getOwnCatalogue(path, plan));
    if (candidates.length === 0) {
      if (namesHeavy) needed = undefined;
      continue;
    }
    checkSource ??= await loadSourceCheck(plan);
    const label = toLabel(cwd, path);
    const { findings, failure, facts } = checkOne(checkSource.look, source, candidates, label);
    if (namesHeavy && facts) {
      const own = (await import('./chains.ts')).findNeeded(facts, plan, checkSource.getHost);
      if (own.all.length > 0) needed?.set(path, own);
    }
    if (findings.length > 0 || failure) files.push({ path, label, source, findings, ...(failure && { failure }) });
  }
  const isWholeProject = isWhole(cwd, paths, plan);
  if (asking && (needed?.size !== 0 || !isWholeProject)) await addChains(files, found.paths, { ...plan, active: [asking] }, isWholeProject ? needed : undefined, isWholeProject, cwd);
  return { files, checkedFiles: found.paths.length, leftOut: found.leftOut, elapsedMs: performance.now() - start };
}

/** Whether a run looks at the whole project, so that nothing else can load a heavy package. */
function isWhole(cwd: string, paths: readonly string[], { root }: Plan): boolean {
  return cwd === root && paths.length === 1 && resolve(cwd, paths[0] ?? '') === root;
}

/** Adds what the checks say that use the graph. It is the graph of the whole project, whatever the run looks at. */
async function addChains(files: FileReport[], paths: readonly string[], plan: Plan, needed: ReadonlyMap<string, NeededPackages> | undefined, isWholeProject: boolean, cwd: string): Promise<void> {
  const [{ createChainProvider }, { look }] = await Promise.all([import('./chains.ts'), loadSourceCheck(plan)]);
  const chains = createChainProvider(plan, isWholeProject ? paths : undefined, needed, true);
  const looked = new Set(paths);
  for (const path of plan.active.flatMap((asking) => [...chains.findCutPaths(getChainReport(asking))])) {
    const text = looked.has(path) ? readText(path, cwd) : undefined;
    if (text === undefined) continue;
    const source = toSourceText(path, text);
    const label = toLabel(cwd, path);
    const { findings } = checkOne((one, candidates) => look(one, candidates, chains), source, findCandidates(source.text, { ...plan, chains }), label);
    if (findings.length === 0) continue;
    const known = files.findIndex((file) => file.path === path);
    const all = [...(files[known]?.findings ?? []), ...findings].sort((a, b) => a.finding.range[0] - b.finding.range[0]);
    if (known >= 0) files[known] = { path, label, source, findings: all };
    else files.push({ path, label, source, findings: all });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type SourceCheck = (source: SourceText, candidates: readonly ActiveCheck[], chains?: ChainProvider) => SourceResult;

/** What looking into files needs, with one memory of the project around them. */
interface LoadedCheck {
  readonly look: SourceCheck;
  readonly getHost: HostProvider;
}

/** The parser, the scope analysis and the resolver are loaded when the first file needs them. */
async function loadSourceCheck(plan: Plan): Promise<LoadedCheck> {
  const [{ checkSource }, { toSession }] = await Promise.all([import('./check-source.ts'), import('./session.ts')]);
  const session = toSession(plan);
  return { getHost: session.getHost, look: (source, candidates, chains) => checkSource(source, candidates, chains ? { ...session, chains } : session) };
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
