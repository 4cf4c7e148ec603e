// The chains of a project for hosts that keep running and ask file by file, such as an editor: the
// graph as recently read from disk, with the texts of open files. Nothing is lexed if no file loads
// a heavy package that it can't defer itself.
import { statSync } from 'node:fs';
import { sep } from 'node:path';
import type { ChainCut } from '../checks/define-check.ts';
import { toSourceText, type SourceText } from '../text/source-text.ts';
import { createModuleIndex, type ModuleIndex } from './module-index.ts';
import { findNeeded } from './heavy-importers.ts';
import {
  createChainSearch,
  createLoadPricer,
  type ChainCuts,
  type ChainSearch,
} from './chain-search.ts';
import { listProjectFiles } from '../files/find-files.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import type { ChainProvider, ChainReport, ResolvedConfig } from '../config/resolved-config.ts';
import { toLabel } from '../files/label.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { fingerprintProject } from '../cache/project-fingerprint.ts';
import type { HeavyPackage } from '../catalogue/types.ts';

/**
 * How long the project counts as fresh: this time, or this multiple of the time it took to read, if
 * longer.
 */
const FRESH_MS = 2000;
const FRESH_FACTOR = 20;

/** Creates a provider that caches the project, for each report that is asked for. */
export function createChainProvider(config: Omit<ResolvedConfig, 'chains'>): ChainProvider {
  const memories = new Map<ChainReport, (source: SourceText) => readonly ChainCut[]>();
  return {
    getCuts(source, report) {
      let getCuts = memories.get(report);
      if (!getCuts) memories.set(report, (getCuts = createMemory(config, report)));
      return getCuts(source);
    },
  };
}

/** A graph that is searched again only after a change that may affect the result. */
interface Searched {
  readonly project: ModuleIndex;
  readonly search: ChainSearch;
}

function createMemory(
  config: Omit<ResolvedConfig, 'chains'>,
  report: ChainReport,
): (source: SourceText) => readonly ChainCut[] {
  const stamps = new Map<string, string>();
  const overlays = new Map<string, string>();
  const leaves = new Map<string, readonly HeavyPackage[]>();
  let getHost = createHostProvider(config.root);
  let settings = '';
  let freshUntil = Number.NEGATIVE_INFINITY;
  let searched: Searched | undefined;
  let cuts: ChainCuts | undefined;

  const forget = (): void => {
    searched = undefined;
    cuts = undefined;
  };
  const look = (path: string, text: string): void => {
    const found = findNeeded(toSourceText(path, text), report, config, getHost);
    if (toKey(found) !== toKey(leaves.get(path))) cuts = undefined;
    if (found.length > 0) leaves.set(path, found);
    else leaves.delete(path);
  };
  const refresh = (): void => {
    const now = performance.now();
    if (now < freshUntil) return;
    const current = listProjectFiles(config);
    const fingerprint = fingerprintProject(config.root, current).settings;
    if (settings !== fingerprint) {
      // Configuration decides what files load, and how specifiers resolve.
      stamps.clear();
      leaves.clear();
      getHost = createHostProvider(config.root);
      forget();
      for (const [path, text] of overlays) {
        stamps.set(path, '');
        look(path, text);
      }
      settings = fingerprint;
    }
    const gone = new Set(stamps.keys());
    let hasNew = false;
    for (const path of current) {
      gone.delete(path);
      const stamp = getStamp(path);
      const before = stamps.get(path);
      if (stamp === before || overlays.has(path)) continue;
      stamps.set(path, stamp);
      look(path, readIfThere(path) ?? '');
      if (before === undefined) hasNew = true;
      else update(path);
    }
    for (const path of gone) {
      if (overlays.has(path)) {
        gone.delete(path);
        continue;
      }
      stamps.delete(path);
      leaves.delete(path);
    }
    // Which files exist decides how specifiers resolve.
    if (hasNew || gone.size > 0) forget();
    freshUntil = performance.now() + Math.max(FRESH_MS, FRESH_FACTOR * (performance.now() - now));
  };
  const update = (path: string, text?: string): void => {
    if (!searched) return;
    const { project, search } = searched;
    const id = project.getId('module', path);
    const hasChanged = project.update(path, text);
    if (
      hasChanged &&
      (id === undefined ||
        search.mayMatter(id) ||
        project.findTargets(id).some((target) => search.mayMatter(target)))
    )
      cuts = undefined;
    if (cuts?.has(path)) cuts = undefined; // their ranges may have moved
  };
  /**
   * Keeps the text of a file while it differs from the one on disk, and drops it once it no longer
   * does.
   */
  const overlay = ({ path, text, hasBom }: SourceText): void => {
    if (!stamps.has(path)) {
      // A file that is not saved yet; one that exists but is not listed is not part of the project.
      if (
        !path.startsWith(config.root + sep) ||
        getStamp(path) !== '' ||
        config.getExemption(toLabel(config.root, path)) !== undefined
      )
        return;
      stamps.set(path, '');
      forget();
    }
    const whole = hasBom ? `\uFEFF${text}` : text;
    const known = overlays.get(path);
    if (known === whole) return;
    const isSaved = readIfThere(path) === whole;
    if (isSaved && known === undefined) return;
    if (isSaved) overlays.delete(path);
    else overlays.set(path, whole);
    look(path, whole);
    update(path, isSaved ? undefined : whole);
  };
  const findAll = (): ChainCuts => {
    if (leaves.size === 0) return new Map();
    if (!searched) {
      const project = createModuleIndex(config.root, {
        isKnown: (path) => stamps.has(path),
        priceLoads: createLoadPricer(config.root),
      });
      project.add(stamps.keys());
      for (const [path, text] of overlays) project.update(path, text);
      searched = { project, search: createChainSearch(project, config) };
    }
    return searched.search.find(stamps.keys(), leaves);
  };
  return (source) => {
    refresh();
    overlay(source);
    return (cuts ??= findAll()).get(source.path) ?? [];
  };
}

function toKey(packages: readonly HeavyPackage[] = []): string {
  return packages.map(({ name }) => name).join();
}

function getStamp(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${String(stats.mtimeMs)} ${String(stats.size)} ${String(stats.ino)}` : '';
}
