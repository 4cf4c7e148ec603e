// A configuration made ready: which checks run with which options, over one catalogue, with one memory of the project around the files.
import { relative, sep } from 'node:path';
import { buildCatalogue, type Catalogue } from '../catalogue/catalogue.ts';
import { DEFAULT_CURE, type Check, type CheckOptions, type CureOptions } from '../checks/check.ts';
import { checks } from '../checks/registry.ts';
import type { ReportSeverity } from '../report/report.ts';
import type { Configuration } from './configuration.ts';
import { createEntryTest, createExemptionTest, type EntryTest, type ExemptionTest } from './exemptions.ts';
import { createHostProvider, type HostProvider } from './module-hosts.ts';

/** A check that is on. */
export interface ActiveCheck {
  readonly check: Check;
  readonly options: CheckOptions;
  readonly severity: ReportSeverity;
}

/** Everything that looking at a file needs, made once per run. */
export interface Session {
  /** The folder that globs of the configuration are relative to. */
  readonly root: string;
  readonly active: readonly ActiveCheck[];
  readonly catalogue: Catalogue;
  readonly getHost: HostProvider;
  readonly getExemption: ExemptionTest;
  readonly getEntry: EntryTest;
  readonly cure: CureOptions;
}

/** Makes a session. `only` keeps one check. */
export function createSession(root: string, configuration: Configuration, cure: Partial<CureOptions> = {}, only?: string): Session {
  return {
    root,
    active: checks.filter((check) => only === undefined || check.id === only).flatMap((check) => toActive(check, configuration)),
    catalogue: buildCatalogue(configuration.packages),
    getHost: createHostProvider(),
    getExemption: createExemptionTest(root, configuration),
    getEntry: createEntryTest(configuration),
    cure: { ...DEFAULT_CURE, ...cure },
  };
}

/** The active checks that may have something to say of a text. Where there are none, nobody needs to parse it. */
export function findCandidates(text: string, session: Session): readonly ActiveCheck[] {
  return session.active.filter(({ check, options }) => check.mayMatch(text, { catalogue: session.catalogue, options }));
}

/** A path as globs see it: relative to the session's root, with `/`. */
export function toLabel(root: string, path: string): string {
  const label = relative(root, path);
  return sep === '/' ? label : label.split(sep).join('/');
}

function toActive(check: Check, { preset = 'recommended', rules = {} }: Configuration): readonly ActiveCheck[] {
  const rule = rules[check.id] ?? 'error';
  const [level, options] = typeof rule === 'string' ? [rule] : rule;
  if (level === 'off') return [];
  return [{ check, options: { ...check.presets[preset], ...options }, severity: level === 'warn' ? 'warning' : 'error' }];
}
