// `ballast check` without the command line: finds files, reads them, and collects what the checks
// say. No output.
import { resolve } from 'node:path';
import type { CheckReport, FileReport, ReportedFinding } from '../model/report.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import {
  NO_CHAINS,
  openCheckCache,
  type ChainFindings,
  type CachedResult,
} from '../cache/check-cache.ts';
import type { SourceFinding, SourceResult } from '../findings/check-source.ts';
import { toDepthFailure } from '../findings/depth-failure.ts';
import { createFileStates } from '../cache/file-states.ts';
import type { FoundFiles } from '../files/find-files.ts';
import { findKnownFiles } from '../cache/file-list-cache.ts';
import type { LookListener } from '../resolve/local-modules.ts';
import type { HostProvider } from '../resolve/module-hosts.ts';
import type { LexedModule, LexModule } from '../module-graph/module-lexer.ts';
import { getOwnCatalogue } from '../config/file-catalogue.ts';
import { getOwnVersion } from '../cache/own-version.ts';
import {
  findCandidates,
  getChainReport,
  type ActiveCheck,
  type ChainProvider,
  type ResolvedConfig,
} from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { readText } from '../files/read-text.ts';
import type { KnownProject } from '../module-graph/project-chains.ts';
import type { FolderReader } from '../files/walk.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/**
 * Looks at all files behind `paths`. What a look at the whole project came to is kept for the next
 * one.
 */
export async function runCheck(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
  usesCache = true,
): Promise<CheckReport> {
  const start = performance.now();
  const isWholeProject = isWhole(cwd, paths, config);
  const states = createFileStates();
  const key = `${getOwnVersion()} ${config.key}`;
  // Walking is loaded where somebody has to walk.
  const find = async (readFolder?: FolderReader): Promise<FoundFiles> =>
    (await import('../files/find-files.ts')).findFiles(cwd, paths, config, readFolder);
  const known =
    isWholeProject && usesCache ? await findKnownFiles(config.root, key, states, find) : undefined;
  const found = known ?? (await find());
  const cache = known && openCheckCache(config.root, key, known.fingerprint, states);
  const files: FileReport[] = [];
  let ready: ResolvedConfig | undefined;
  /** Packages are looked at once a file that is looked into names any module. */
  const getPlan: PlanProvider = async () =>
    (ready ??= config.inspection
      ? (await import('../packages/package-inspector.ts')).withInspector(config, usesCache)
      : config);
  const lookInto = createLook(config, getPlan, cwd);
  const heavyImporters = new Map<string, readonly HeavyPackage[]>();
  const lexed = new Map<string, LexedModule>();
  let lex: LexModule | undefined;
  for (const path of found.paths) {
    let text: string | undefined;
    const read = (): string | undefined => (text ??= readText(path, cwd));
    let look = cache?.find(path, read);
    if (look === undefined) {
      const current = read();
      if (current === undefined) continue;
      look = await lookInto(path, current);
      cache?.put(path, current, look);
      // Its text is in hand, and a search is near.
      if (isWholeProject && heavyImporters.size > 0)
        lexed.set(
          path,
          (lex ??= (await import('../module-graph/module-lexer.ts')).createModuleLexer())(
            path,
            current,
          ),
        );
    }
    if (look === 'nothing') continue;
    if (look.needed.length > 0)
      heavyImporters.set(
        path,
        look.needed.flatMap((one) =>
          typeof one === 'string' ? (config.catalogue.find(one) ?? []) : one,
        ),
      );
    const { findings, failure } = look;
    if (findings.length > 0 || failure)
      files.push({
        path,
        label: toLabel(cwd, path),
        source: toSourceText(path, read() ?? ''),
        findings,
        ...(failure && { failure }),
      });
  }
  let chains = cache?.getChains();
  if (!chains) {
    const getProject = async (): Promise<KnownProject> => {
      const all = isWholeProject
        ? found.paths
        : (await import('../files/find-files.ts')).listProjectFiles(config);
      return {
        paths: all,
        looked: found.paths,
        heavyImporters,
        usesCache,
        states,
        lexed,
        ...(known && { fingerprint: known.fingerprint }),
      };
    };
    chains =
      isWholeProject && heavyImporters.size === 0
        ? NO_CHAINS
        : await findChains(await getPlan(), getProject, cwd);
  }
  cache?.save(chains);
  return {
    files: addChains(files, chains, cwd),
    checkedFiles: found.paths.length,
    leftOut: found.leftOut,
    elapsedMs: performance.now() - start,
  };
}

/** Whether a run looks at the whole project, so that nothing else can load a heavy package. */
function isWhole(cwd: string, paths: readonly string[], { root }: ResolvedConfig): boolean {
  return cwd === root && paths.length === 1 && resolve(cwd, paths[0] ?? '') === root;
}

type LookInto = (path: string, text: string) => Promise<CachedResult | 'nothing'>;

/** The plan with all that judging packages needs. */
type PlanProvider = () => Promise<ResolvedConfig>;

const NAMES_MODULE = /\b(?:import|require|from)\b/;

function createLook(bare: ResolvedConfig, getPlan: PlanProvider, cwd: string): LookInto {
  const asking = bare.active.find(({ check }) => check.usesGraph);
  const report = asking && getChainReport(asking);
  const looks: (string | undefined)[] = [];
  let loaded: { readonly checkSource: SourceCheck; readonly getHost: HostProvider } | undefined;
  return async (path, text) => {
    const source = toSourceText(path, text);
    const config = bare.inspection && NAMES_MODULE.test(text) ? await getPlan() : bare;
    const catalogue = getOwnCatalogue(path, config);
    const namesHeavy = report !== undefined && catalogue.mayName(source.text, report);
    const candidates = findCandidates(source.text, config, catalogue);
    if (candidates.length === 0 && !namesHeavy) return 'nothing';
    looks.length = 0;
    loaded ??= await loadSourceCheck(await getPlan(), (other) => looks.push(other));
    const { findings, failure, facts } = checkOne(
      loaded.checkSource,
      source,
      candidates,
      toLabel(cwd, path),
    );
    const needed =
      namesHeavy && !failure
        ? (await import('../module-graph/heavy-importers.ts')).findNeeded(
            facts ?? source,
            report,
            config,
            loaded.getHost,
          )
        : [];
    return {
      findings: findings.map(toPlain),
      ...(failure && { failure }),
      needed: needed.map((heavy) => (config.catalogue.isKnown(heavy.name) ? heavy.name : heavy)),
      ...(looks.length > 0 && { looked: [...new Set(looks.filter((one) => one !== undefined))] }),
    };
  };
}

/**
 * What the check says that uses the graph. It is the graph of the whole project, whatever the run
 * looks at.
 */
async function findChains(
  config: ResolvedConfig,
  getProject: () => Promise<KnownProject>,
  cwd: string,
): Promise<ChainFindings> {
  const active = config.active.filter(({ check }) => check.usesGraph);
  const [report] = active.map(getChainReport);
  if (report === undefined) return NO_CHAINS;
  const [project, { findProjectCuts }, { checkSource }] = await Promise.all([
    getProject(),
    import('../module-graph/project-chains.ts'),
    loadSourceCheck(config),
  ]);
  const { cuts, outside } = findProjectCuts(config, report, project);
  const chains: ChainProvider = { getCuts: ({ path }) => cuts.get(path) ?? [] };
  const looked = new Set(project.looked);
  const files: (readonly [string, readonly ReportedFinding[]])[] = [];
  for (const path of cuts.keys()) {
    const text = looked.has(path) ? readText(path, cwd) : undefined;
    if (text === undefined) continue;
    const { findings } = checkOne(
      (one, candidates) => checkSource(one, candidates, chains),
      toSourceText(path, text),
      active,
      toLabel(cwd, path),
    );
    if (findings.length > 0) files.push([path, findings.map(toPlain)]);
  }
  return { files, outside };
}

/** Puts the findings over the graph among the others. */
function addChains(
  files: readonly FileReport[],
  { files: chains }: ChainFindings,
  cwd: string,
): readonly FileReport[] {
  const reports = new Map(files.map((file) => [file.path, file]));
  for (const [path, findings] of chains) {
    const report = reports.get(path) ?? {
      path,
      label: toLabel(cwd, path),
      source: toSourceText(path, readText(path, cwd) ?? ''),
      findings: [],
    };
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

/**
 * The parser, the scope analysis and the resolver are loaded when the first file needs them, with
 * one memory of the project around the files.
 */
async function loadSourceCheck(
  config: ResolvedConfig,
  onLook?: LookListener,
): Promise<{ readonly checkSource: SourceCheck; readonly getHost: HostProvider }> {
  const [{ checkSource }, { toSession }] = await Promise.all([
    import('../findings/check-source.ts'),
    import('../findings/session.ts'),
  ]);
  const session = toSession(config, onLook);
  return {
    getHost: session.getHost,
    checkSource: (source, candidates, chains) =>
      checkSource(source, candidates, chains ? { ...session, chains } : session),
  };
}

function checkOne(
  checkSource: SourceCheck,
  source: SourceText,
  candidates: readonly ActiveCheck[],
  label: string,
): SourceResult {
  try {
    return checkSource(source, candidates);
  } catch (error) {
    return { findings: [], failure: toDepthFailure(error, `${label} can't be looked at`) };
  }
}
