// Formats the measured runs as a table, and compares two servers. Pure.
import { getMedian as getMedianOf } from '../../model/median.ts';
import { type Answer, type StartupRun, type FullRun, idleAfterMs } from './server.ts';

/** All measurements of one state of the backend. */
export interface Measurement {
  readonly startups: readonly StartupRun[];
  readonly full: FullRun;
}

type Row = readonly [label: string, before: string, after: string];

/** Formats the figures of both states side by side. */
export function toTable(before: Measurement, after: Measurement, heavy: readonly string[]): string {
  const row = (label: string, get: (measurement: Measurement) => string): Row => [
    label,
    get(before),
    get(after),
  ];
  const rows: readonly Row[] = [
    ['', 'before', 'after'],
    row('heavy packages loaded when the server listens', ({ full }) =>
      String(findHeavy(full.listening.packages, heavy).length),
    ),
    ...heavy.map((name) =>
      row(`  ${name}`, ({ full }) => (full.listening.packages.includes(name) ? 'loaded' : '-')),
    ),
    row(
      `time to listening (median of ${before.startups.length})`,
      ({ startups }) =>
        `${Math.round(getMedian(startups, (run) => run.listening.sinceStartMs))} ms`,
    ),
    row(`RSS when the server listens (median of ${before.startups.length})`, ({ startups }) =>
      toMB(getMedian(startups, (run) => run.listening.rss)),
    ),
    row(
      `RSS idle, ${idleAfterMs / 1000} s later, no check run yet (median of ${before.startups.length})`,
      ({ startups }) => toMB(getMedian(startups, (run) => run.idle.rss)),
    ),
    row('native libraries (*.node) mapped when the server listens', ({ full }) =>
      String(full.listening.nativeLibraries ?? '-'),
    ),
    row('health checks in flight at eBay, highest number', ({ full }) =>
      String(full.ebay.maxInFlight),
    ),
    row('health checks that reached eBay', ({ full }) => String(full.ebay.requests)),
    row('RSS after the health checks (one run)', ({ full }) => toMB(full.checked.rss)),
    row('heavy packages loaded after the refresh request', ({ full }) =>
      String(findHeavy(full.refreshed.packages, heavy).length),
    ),
    row('RSS after the refresh request (one run)', ({ full }) => toMB(full.refreshed.rss)),
  ];
  return toLines(rows);
}

/** Formats the endpoints' responses, for two servers that agree. */
export function toAnswerLines(answers: readonly Answer[]): string {
  return answers
    .map(({ endpoint, status, keys }) => `  ${endpoint} → ${status} { ${keys.join(', ')} }`)
    .join('\n');
}

/** Describes the first difference in the behaviour of two servers; undefined if there is none. */
export function findDifference(before: FullRun, after: FullRun): string | undefined {
  for (const [index, { endpoint, status, shape }] of before.answers.entries()) {
    const other = after.answers[index];
    if (other?.status !== status)
      return `${endpoint} responded with ${status} before and ${other?.status ?? 'nothing'} after.`;
    if (other.shape !== shape)
      return `${endpoint} responded with ${shape} before and ${other.shape} after.`;
  }
  if (before.ebay.requests !== after.ebay.requests) {
    return `${before.ebay.requests} health checks reached eBay before and ${after.ebay.requests} after.`;
  }
  return undefined;
}

function findHeavy(packages: readonly string[], heavy: readonly string[]): readonly string[] {
  return heavy.filter((name) => packages.includes(name));
}

function getMedian(runs: readonly StartupRun[], get: (run: StartupRun) => number): number {
  return getMedianOf(runs.map(get));
}

function toMB(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

function toLines(rows: readonly Row[]): string {
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  const [labels, befores, afters] = [width(0), width(1), width(2)];
  return rows
    .map(
      ([label, before, after]) =>
        `${label.padEnd(labels)}  ${before.padStart(befores)}  ${after.padStart(afters)}`,
    )
    .join('\n');
}
