// `ballast check` without the command line: checks files one by one, then the module graph.
import { resolve } from 'node:path';
import type { CheckReport, FileReport, ReportedFinding } from '../model/report.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import {
  NO_CHAINS,
  openCheckCache,
  type CachedResult,
  type ChainFindings,
  type CheckCache,
} from '../cache/check-cache.ts';
import type { SourceFinding, SourceResult } from '../findings/check-source.ts';
import { createFileStates, type FileStates } from '../cache/file-states.ts';
import type { ProjectFingerprint } from '../cache/project-fingerprint.ts';
import { openStore, type Store } from '../cache/store.ts';
import { countFiles, type FoundFiles } from '../files/found-files.ts';
import { isMinified, LARGE, MINIFIED } from '../files/file-size.ts';
import { findKnownFiles } from '../cache/file-list-cache.ts';
import type { LookListener } from '../resolve/local-modules.ts';
import type { HostProvider } from '../resolve/module-hosts.ts';
import type { LexedModule, LexModule } from '../module-graph/module-lexer.ts';
import { getOwnCatalogue } from '../config/file-catalogue.ts';
import {
  findCandidates,
  getChainReport,
  type ActiveCheck,
  type ChainProvider,
  type ResolvedConfig,
} from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { readText } from '../files/read-text.ts';
import type { ParseFailure } from '../syntax/failure.ts';
import { UsageError } from '../files/usage-error.ts';
import type { KnownProject } from '../module-graph/project-chains.ts';
import type { FolderReader } from '../files/walk.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/**
 * Checks all files behind `paths`. What a run over the whole project finds is kept for the next
 * one.
 * @throws UsageError for paths that don't exist or can't be read
 */
export async function runCheck(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
  usesCache = true,
): Promise<CheckReport> {
  try {
    return await checkWith(cwd, paths, config, usesCache ? 'kept' : undefined);
  } catch (error) {
    if (!usesCache || error instanceof UsageError) throw error;
    // A cache that is broken in a way that its shape does not show: it is made anew.
    return checkWith(cwd, paths, config, 'anew');
  }
}

/** Whether what earlier runs kept is used, or written anew; undefined for neither. */
type CacheUse = 'kept' | 'anew' | undefined;

async function checkWith(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
  cacheUse: CacheUse,
): Promise<CheckReport> {
  const start = performance.now();
  const run = await openRun(cwd, paths, config, cacheUse);
  const checked = await checkFiles(run);
  const chains = run.cache?.getChains() ?? (await findRunChains(run, checked));
  run.cache?.save(chains);
  run.store?.save();
  return {
    files: addChains(checked.files, chains, cwd),
    ...countFiles(run.found, checked.leftOut),
    elapsedMs: performance.now() - start,
  };
}

/** One run: its files, and what is known of them from the run before. */
interface Run {
  readonly cwd: string;
  readonly config: ResolvedConfig;
  readonly found: FoundFiles;
  /** Whether nothing but these files can load a heavy package. */
  readonly isWholeProject: boolean;
  readonly states: FileStates;
  readonly store?: Store;
  readonly fingerprint?: ProjectFingerprint;
  readonly cache?: CheckCache;
  /** The configuration with what inspects packages, made when a file first names a module. */
  readonly getInspecting: () => Promise<ResolvedConfig>;
}

async function openRun(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
  cacheUse: CacheUse,
): Promise<Run> {
  const states = createFileStates();
  const store = cacheUse && openStore(config.root, config.key, states, cacheUse === 'anew');
  const isOneFolder = cwd === config.root && paths.length === 1;
  const isWholeProject = isOneFolder && resolve(cwd, paths[0] ?? '') === config.root;
  // What walks through folders is imported only where a walk is needed.
  const find = async (readFolder?: FolderReader): Promise<FoundFiles> =>
    (await import('../files/find-files.ts')).findFiles(cwd, paths, config, readFolder);
  let inspecting: ResolvedConfig | undefined;
  const getInspecting = async (): Promise<ResolvedConfig> =>
    (inspecting ??= config.inspection
      ? (await import('../packages/package-inspector.ts')).withInspector(
          config,
          cacheUse !== undefined,
        )
      : config);
  const run = { cwd, config, isWholeProject, states, getInspecting, ...(store && { store }) };
  if (!store || !isWholeProject) return { ...run, found: await find() };
  const found = await findKnownFiles(config.root, store, states, find);
  const { fingerprint } = found;
  return { ...run, found, fingerprint, cache: openCheckCache(store, fingerprint, states) };
}

/** What checking the files gave, one by one. */
interface CheckedFiles {
  readonly files: readonly FileReport[];
  readonly heavyImporters: ReadonlyMap<string, readonly HeavyPackage[]>;
  /** What lexing gave of files whose text was read anyway. */
  readonly lexed: ReadonlyMap<string, LexedModule>;
  /** How many files were left out by what they hold, and why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

async function checkFiles(run: Run): Promise<CheckedFiles> {
  const { cwd, config, cache } = run;
  const check = createFileCheck(run);
  const files: FileReport[] = [];
  const heavyImporters = new Map<string, readonly HeavyPackage[]>();
  const lexed = new Map<string, LexedModule>();
  const leftOut = new Map<string, number>();
  const leaveOut = (reason: string): unknown => leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
  let lex: LexModule | undefined;
  for (const path of run.found.paths) {
    if ((run.states.getStamp(path)?.size ?? 0) > config.maxFileSize) {
      leaveOut(LARGE);
      continue;
    }
    let text: string | undefined;
    const read = (): string | undefined => (text ??= readText(path, cwd));
    let result = cache?.find(path, read);
    if (result === undefined) {
      const current = read();
      if (current === undefined) continue;
      result = await check(path, current);
      cache?.put(path, current, result);
      // The text is in memory, and the graph will need it.
      if (run.isWholeProject && heavyImporters.size > 0) {
        lex ??= (await import('../module-graph/module-lexer.ts')).createModuleLexer();
        lexed.set(path, lex(path, current));
      }
    }
    if (result === 'nothing') continue;
    if (result.leftOut !== undefined) leaveOut(result.leftOut);
    const needed = result.needed.flatMap((one) =>
      typeof one === 'string' ? (config.catalogue.find(one) ?? []) : one,
    );
    if (result.needed.length > 0) heavyImporters.set(path, needed);
    const { findings, failure } = result;
    if (findings.length === 0 && !failure) continue;
    const [source, label] = [toSourceText(path, read() ?? ''), toLabel(cwd, path)];
    files.push({ path, label, source, findings, ...(failure && { failure }) });
  }
  return { files, heavyImporters, lexed, leftOut };
}

/** What the check over the graph finds, where it is not known from the run before. */
async function findRunChains(run: Run, checked: CheckedFiles): Promise<ChainFindings> {
  const { config, found, isWholeProject, states, store, fingerprint } = run;
  const { heavyImporters, lexed } = checked;
  if (isWholeProject && heavyImporters.size === 0) return NO_CHAINS;
  const getProject = async (): Promise<KnownProject> => ({
    paths: isWholeProject
      ? found.paths
      : (await import('../files/find-files.ts')).listProjectFiles(config),
    looked: found.paths,
    heavyImporters,
    states,
    lexed,
    ...(store && { store }),
    ...(fingerprint && { fingerprint }),
  });
  return findChains(await run.getInspecting(), getProject, run.cwd);
}

type FileCheck = (path: string, text: string) => Promise<CachedResult | 'nothing'>;

const NAMES_MODULE = /\b(?:import|require|from)\b/;

/** Checks one file, and notes the other modules that the answer depends on. */
function createFileCheck({ config: bare, getInspecting }: Run): FileCheck {
  const asking = bare.active.find(({ check }) => check.usesGraph);
  const report = asking && getChainReport(asking);
  const read: (string | undefined)[] = [];
  let loaded: LoadedCheck | undefined;
  return async (path, text) => {
    const source = toSourceText(path, text);
    const config = bare.inspection && NAMES_MODULE.test(text) ? await getInspecting() : bare;
    const catalogue = getOwnCatalogue(path, config);
    const namesHeavy = report !== undefined && catalogue.mayName(source.text, report);
    const candidates = findCandidates(source.text, config, catalogue);
    if (candidates.length === 0 && !namesHeavy) return 'nothing';
    if (isMinified(text)) return { findings: [], needed: [], leftOut: MINIFIED };
    read.length = 0;
    loaded ??= await loadSourceCheck(await getInspecting(), (other) => read.push(other));
    const checked = checkOne(loaded, loaded.checkSource, source, candidates);
    const { findings, facts } = checked;
    let { failure } = checked;
    let needed: readonly HeavyPackage[] = [];
    if (namesHeavy && !failure) {
      const { findNeeded } = await import('../module-graph/heavy-importers.ts');
      try {
        needed = findNeeded(facts ?? source, report, config, loaded.getHost);
      } catch (error) {
        failure = loaded.toFailure(error);
      }
    }
    const dependencies = [...new Set(read.filter((one) => one !== undefined))];
    return {
      findings: findings.map(toPlain),
      ...(failure && { failure }),
      needed: needed.map((heavy) => (config.catalogue.isKnown(heavy.name) ? heavy.name : heavy)),
      ...(read.length > 0 && { looked: dependencies }),
    };
  };
}

/**
 * Runs the check that uses the graph, which is that of the whole project whatever files are
 * checked.
 */
async function findChains(
  config: ResolvedConfig,
  getProject: () => Promise<KnownProject>,
  cwd: string,
): Promise<ChainFindings> {
  const active = config.active.filter(({ check }) => check.usesGraph);
  const [report] = active.map(getChainReport);
  if (report === undefined) return NO_CHAINS;
  const [project, { findProjectCuts }, loaded] = await Promise.all([
    getProject(),
    import('../module-graph/project-chains.ts'),
    loadSourceCheck(config),
  ]);
  const { cuts, outside, failures } = findProjectCuts(config, report, project);
  const chains: ChainProvider = { getCuts: ({ path }) => cuts.get(path) ?? [] };
  const looked = new Set(project.looked);
  const files: (readonly [string, readonly ReportedFinding[]])[] = [];
  for (const path of cuts.keys()) {
    const text = looked.has(path) ? readText(path, cwd) : undefined;
    if (text === undefined) continue;
    const { findings } = checkOne(
      loaded,
      (one, candidates) => loaded.checkSource(one, candidates, chains),
      toSourceText(path, text),
      active,
    );
    if (findings.length > 0) files.push([path, findings.map(toPlain)]);
  }
  return { files, outside, failures };
}

/** Puts the findings over the graph among the others. */
function addChains(
  files: readonly FileReport[],
  { files: chains, failures }: ChainFindings,
  cwd: string,
): readonly FileReport[] {
  const reports = new Map(files.map((file) => [file.path, file]));
  const getReport = (path: string): FileReport =>
    reports.get(path) ?? {
      path,
      label: toLabel(cwd, path),
      source: toSourceText(path, readText(path, cwd) ?? ''),
      findings: [],
    };
  for (const { path, failure } of failures)
    if (failure) reports.set(path, { failure, ...getReport(path) });
  for (const [path, findings] of chains) {
    const report = getReport(path);
    reports.set(path, {
      ...report,
      findings: [...report.findings, ...findings].sort(
        (a, b) => a.finding.range[0] - b.finding.range[0],
      ),
    });
  }
  return [...reports.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function toPlain({ finding, severity }: SourceFinding): ReportedFinding {
  const { checkId, range, message, messageId, data } = finding;
  return { finding: { checkId, range, message, messageId, data }, severity };
}

type SourceCheck = (
  source: SourceText,
  candidates: readonly ActiveCheck[],
  chains?: ChainProvider,
) => SourceResult;

interface LoadedCheck {
  readonly checkSource: SourceCheck;
  readonly getHost: HostProvider;
  readonly toFailure: (error: unknown) => ParseFailure;
}

/**
 * The parser, the scope analysis and the resolver are loaded when the first file needs them, with
 * one memory of the project around the files.
 */
async function loadSourceCheck(
  config: ResolvedConfig,
  onLook?: LookListener,
): Promise<LoadedCheck> {
  const [{ checkSource }, { toSession }, { toFailure }] = await Promise.all([
    import('../findings/check-source.ts'),
    import('../findings/session.ts'),
    import('../syntax/failure.ts'),
  ]);
  const session = toSession(config, onLook);
  return {
    toFailure,
    getHost: session.getHost,
    checkSource: (source, candidates, chains) =>
      checkSource(source, candidates, chains ? { ...session, chains } : session),
  };
}

function checkOne(
  { toFailure }: LoadedCheck,
  checkSource: SourceCheck,
  source: SourceText,
  candidates: readonly ActiveCheck[],
): SourceResult {
  try {
    return checkSource(source, candidates);
  } catch (error) {
    return { findings: [], failure: toFailure(error) };
  }
}
