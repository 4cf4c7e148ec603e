// What `ballast fix --plan` would change for candidate imports of a plan: the same findings and
// fixes, without writing.
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Propagation } from '../checks/async-propagation/propagate.ts';
import { isRefusal, type Check, type Finding } from '../checks/define-check.ts';
import { toSingleFile } from '../checks/async-propagation/in-file-references.ts';
import { checks } from '../checks/registry.ts';
import { getFix, isLeftOpen, type Promotion } from '../checks/async-propagation/promote.ts';
import { checkSource, isDisabled } from '../findings/check-source.ts';
import { resolveEntry } from '../resolve/entry-path.ts';
import { findFiles } from '../files/find-files.ts';
import type { CutTarget } from '../plan/cut-target.ts';
import { createBareCuts, createLocalCuts } from '../plan/local-cuts.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import { withInspector } from '../packages/package-inspector.ts';
import type { ActiveCheck, ResolvedConfig } from '../config/resolved-config.ts';
import type { ImportRewrite } from '../plan/cut-candidates.ts';
import type { Session } from '../findings/session.ts';
import type { ChangedFunction, RewriteJudge } from '../plan/priced-cut.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import { toSourceText } from '../text/source-text.ts';
import { openProjectFiles, type ProjectFiles } from './project-files.ts';

/**
 * Creates a judge for one run, which keeps the modules it read. Files other than those of a rewrite
 * are read only where functions have to become async.
 * @param paths what `ballast fix` would be run with. The file of each rewrite counts as named too,
 * and all of its package where that is outside `cwd`.
 * @param entry the file whose startup is planned
 */
export function createRewriteJudge(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
  entry?: string,
): RewriteJudge {
  // One provider for all rewrites, so any specifier that is not a listed package may be a cut.
  const getHost = createHostProvider(config.root, {
    has: (_, specifier) => config.catalogue.find(specifier) === undefined,
  });
  const getFiles = createFilesProvider(cwd, paths, config);
  const base: Session = {
    ...withInspector(config),
    getHost,
    fixOptions: {},
    active: checks.flatMap((check) => toEveryLoad(check, config)),
  };
  return {
    async judge(rewrite) {
      const found = findFindings(rewrite, {
        ...base,
        cuts: createBareCuts(toTargets(rewrite), config.catalogue),
      });
      if (!found) return undefined;
      const { facts, findings } = found;
      const disabled = findings.find((finding) => isDisabled(finding, facts));
      if (disabled) return { refusal: `A comment disables \`ballast/${disabled.checkId}\` there.` };
      const functions = new Map<string, ChangedFunction>();
      let changed = 1;
      for (const finding of findings) {
        const { fix, propagation } = await promote(finding, facts, getFiles);
        if (!fix) return undefined;
        if (isRefusal(fix)) return { refusal: fix.reason };
        for (const one of propagation ? toChangedFunctions(propagation, facts, getFiles) : [])
          functions.set(`${one.path}\n${String(one.functionScope)}`, one);
        changed = Math.max(changed, 1 + (fix.elsewhere?.size ?? 0));
      }
      return { functions: [...functions.values()], files: changed };
    },
    findObstacles(rewrites) {
      const cuts = createLocalCuts(config.root, rewrites.flatMap(toTargets), config.catalogue, {
        getHost,
        inspector: base.inspector,
        entry: entry === undefined ? undefined : resolveEntry(cwd, entry),
      });
      return rewrites.map((rewrite) => {
        if (!rewrite.loads.some(({ specifier }) => cuts.has(rewrite.path, specifier)))
          return undefined;
        const refusals =
          findFindings(rewrite, { ...base, cuts })
            ?.findings.flatMap((finding) => finding.fix() ?? [])
            .filter(isRefusal) ?? [];
        return refusals.find(({ needsAsync }) => !needsAsync)?.reason;
      });
    },
  };
}

/** A check as it finds every load that it knows, whatever the configuration reports. */
function toEveryLoad(check: Check, config: ResolvedConfig): readonly ActiveCheck[] {
  if (!check.everyLoad) return [];
  const configured = config.active.find((one) => one.check === check)?.options;
  const options = { ...check.presets.recommended, ...configured, ...check.everyLoad };
  return [{ check, options, severity: 'error' }];
}

function toTargets({ path, loads }: ImportRewrite): readonly CutTarget[] {
  return loads.map(({ specifier }) => ({ path, specifier }));
}

/** Finds the findings at the imports of a rewrite; undefined where there are none. */
function findFindings(
  { path, loads }: ImportRewrite,
  session: Session,
): { readonly facts: ModuleFacts; readonly findings: readonly Finding[] } | undefined {
  const { findings, facts } = checkSource(
    toSourceText(path, readFileSync(path, 'utf8')),
    session.active,
    session,
    false,
  );
  const own = findings
    .map(({ finding }) => finding)
    .filter(({ range }) => loads.some((load) => load.range[0] === range[0]));
  return facts && own.length > 0 ? { facts, findings: own } : undefined;
}

type FilesProvider = (path: string) => ProjectFiles;

/**
 * Provides the files of the run. The file of a rewrite is added, with its package where that is
 * outside `cwd`.
 */
function createFilesProvider(
  cwd: string,
  paths: readonly string[],
  config: ResolvedConfig,
): FilesProvider {
  const named = [...paths];
  let files: ProjectFiles | undefined;
  return (path) => {
    if (files?.isRewritable(path)) return files;
    const folder = relative(cwd, path).startsWith('..')
      ? findManifestFolder(dirname(path))
      : undefined;
    named.push(path, ...(folder === undefined ? [] : [folder]));
    return (files = openProjectFiles(findFiles(cwd, named, config).paths, config.root, new Map()));
  };
}

function promote(
  finding: Finding,
  facts: ModuleFacts,
  getFiles: FilesProvider,
): Promise<Promotion> {
  const { path } = facts.source;
  const alone = getFix(finding, path, toSingleFile(facts), false);
  if (!isLeftOpen(finding, alone.fix)) return Promise.resolve(alone);
  const files = getFiles(path);
  return files.ask(() => getFix(finding, path, files, false), isRefusedAnyway);
}

/**
 * An open refusal says that more files or types may change the answer. No other one depends on
 * them.
 */
function isRefusedAnyway({ fix }: Promotion): boolean {
  return fix !== undefined && isRefusal(fix) && fix.isOpen !== true;
}

function toChangedFunctions(
  { asyncScopes }: Propagation,
  own: ModuleFacts,
  getFiles: FilesProvider,
): readonly ChangedFunction[] {
  return [...asyncScopes].flatMap(([path, functionScopes]) => {
    const facts = path === own.source.path ? own : getFiles(own.source.path).getFacts(path);
    return [...functionScopes].map((functionScope) => ({
      path,
      functionScope,
      label: facts?.functionScopes[functionScope]?.label ?? 'A function',
    }));
  });
}
