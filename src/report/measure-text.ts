// The report of `ballast measure` for a terminal.
import { basename } from 'node:path';
import { toMemory, toTime } from '../catalogue/cost.ts';
import type { Colors } from './colors.ts';
import { alignColumns } from './columns.ts';
import type {
  LoadedPackage,
  PackageMeasurement,
  Prediction,
  ProcessCost,
  StartMeasurement,
  Verdict,
} from '../model/measure-report.ts';
import { formatCount, SEPARATOR } from './wording.ts';

/** How many of the most expensive packages are shown, and how many names of a list. */
const shownPackages = 12;
const shownNames = 8;

const WORDS: Readonly<Record<Verdict, string>> = {
  predicted: 'predicted and loaded',
  'not-loaded': 'predicted, not loaded',
  foreseen: 'loaded, predicted for later',
  unpredicted: 'loaded, not predicted',
  through: 'loaded through a package',
  inside: 'loaded by another heavy package',
};

/**
 * Formats one start: a head, the heavy packages with their verdicts, and the most expensive
 * packages.
 */
export function formatMeasureText(start: StartMeasurement, colors: Colors): string {
  const parts = [
    formatHead(start, colors),
    formatHeavy(start, colors),
    formatPackages(start, colors),
    formatFiles(start, colors),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Formats two starts side by side. */
export function formatComparison(
  before: StartMeasurement,
  after: StartMeasurement,
  revision: string,
  colors: Colors,
): string {
  const heavy = (start: StartMeasurement): readonly string[] =>
    start.packages
      .filter(({ isHeavy, isPreloaded }) => isHeavy && !isPreloaded)
      .map(({ name }) => name);
  const names = [...new Set([...heavy(before), ...heavy(after)])].sort();
  const row = (label: string, get: (start: StartMeasurement) => string): readonly string[] => [
    label,
    get(before),
    get(after),
  ];
  const rows = [
    ['', revision, 'now'],
    row('heavy packages loaded', (start) => String(heavy(start).length)),
    ...names.map((name) =>
      row(`  ${name}`, (start) => (heavy(start).includes(name) ? 'loaded' : '-')),
    ),
    row(`time until it was ${describeMoment(after)}`, ({ cost }) => `${String(cost.elapsedMs)} ms`),
    row('CPU', ({ cost }) => `${String(cost.cpuMs)} ms`),
    row('RSS', ({ cost }) => `${String(cost.rssMB)} MB`),
    row('native libraries mapped', ({ cost }) => String(cost.libraries?.length ?? 'unknown')),
    row('threads', ({ cost }) => String(cost.threads ?? 'unknown')),
    row('packages loaded', ({ packages }) =>
      String(packages.filter(({ isPreloaded }) => !isPreloaded).length),
    ),
    row('files of the project loaded', ({ files }) => String(files.length)),
  ];
  const lines = alignColumns(rows);
  const head = `${colors.bold(after.entry)}${SEPARATOR}${describeRuns(after)}`;
  return `${head}\n\n${lines.join('\n')}\n\n${formatHeavy(after, colors)}`.trimEnd();
}

/** Formats the import of one package. */
export function formatPackageText(
  { name, version, node, runs, cpuMs, wallMs, rssMB, libraries, isKept }: PackageMeasurement,
  colors: Colors,
): string {
  const mapped = libraries.length === 0 ? 'maps no native library' : `maps ${libraries.join(', ')}`;
  const source = `Node ${node}, median of ${formatCount(runs, 'run')}${isKept ? ', measured before' : ''}`;
  return [
    `${colors.bold(name)} ${version}: ${toTime(cpuMs)} CPU, ${toTime(wallMs)}, ${toMemory(rssMB)}`,
    mapped,
    colors.dim(source),
  ].join(colors.dim(SEPARATOR));
}

function formatHead(start: StartMeasurement, colors: Colors): string {
  const { entry, cost, command, runner, isMainProcess } = start;
  const figures = [
    `${colors.bold(entry)} was ${describeMoment(start)} after ${String(cost.elapsedMs)} ms`,
    `${String(cost.rssMB)} MB`,
    `${String(cost.cpuMs)} ms CPU`,
    describeThreads(cost),
    describeLibraries(cost),
  ];
  const notes = [
    ...(runner === undefined ? [] : [`The figures of the process include ${runner} itself.`]),
    ...(isMainProcess ? [] : ['Measured in a child process that the entry started.']),
    ...(start.prediction
      ? []
      : [
          "There is no prediction: the graph does not follow files in `node_modules`, nor files that it can't recognise as JavaScript.",
        ]),
  ];
  return [
    figures.join(colors.dim(SEPARATOR)),
    colors.dim(`  ${command}${SEPARATOR}${describeRuns(start)}`),
    ...notes.map((note) => colors.dim(`  ${note}`)),
  ].join('\n');
}

function describeMoment({ until }: StartMeasurement): string {
  return until === 'listening' ? 'listening' : `printing ${until}`;
}

function describeRuns({ runs }: StartMeasurement): string {
  return runs === 1 ? 'one run' : `medians of ${String(runs)} runs`;
}

function describeThreads({ threads }: ProcessCost): string {
  return threads === undefined ? 'threads unknown on this system' : formatCount(threads, 'thread');
}

function describeLibraries({ libraries }: ProcessCost): string {
  if (!libraries) return 'native libraries unknown on this system';
  const count =
    libraries.length === 1 ? '1 native library' : `${String(libraries.length)} native libraries`;
  return libraries.length === 0
    ? 'no native library'
    : `${count} (${shorten(libraries.map((path) => basename(path)))})`;
}

function formatHeavy({ packages, prediction }: StartMeasurement, colors: Colors): string {
  if (!prediction) return '';
  const rest = formatLater(prediction, colors);
  if (prediction.heavy.length === 0)
    return [colors.green('No heavy package was predicted, and none was loaded.'), ...rest].join(
      '\n',
    );
  const order: readonly Verdict[] = [
    'unpredicted',
    'through',
    'foreseen',
    'predicted',
    'inside',
    'not-loaded',
  ];
  const costs = new Map(packages.map((one) => [one.name, one]));
  const rows = prediction.heavy
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map(({ name, verdict, chain }) => {
      const cost = costs.get(name);
      return [
        WORDS[verdict],
        name,
        cost ? `${String(cost.ms)} ms` : '-',
        cost ? `${String(cost.rssMB)} MB` : '-',
        chain.length > 1
          ? chain.slice(0, -1).join(' → ')
          : verdict === 'unpredicted' || verdict === 'foreseen'
            ? 'Node does not show what loaded it'
            : '',
      ];
    });
  const lines = alignColumns(
    rows.map((row) => row.slice(0, 4)),
    2,
  );
  return [
    'heavy packages',
    ...lines.map((line, index) =>
      `  ${[WORDS.unpredicted, WORDS.through, WORDS.foreseen].includes(rows[index]?.[0] ?? '') ? colors.red(line) : line}  ${colors.dim(rows[index]?.[4] ?? '')}`.trimEnd(),
    ),
    ...rest,
  ].join('\n');
}

function formatLater({ foreseenNotLoaded: names }: Prediction, colors: Colors): readonly string[] {
  return names.length === 0
    ? []
    : [
        colors.dim(
          `  predicted for later, not loaded: ${formatCount(names.length, 'package')} (${shorten(names)})`,
        ),
      ];
}

function formatPackages({ packages }: StartMeasurement, colors: Colors): string {
  const own = packages.filter(({ isPreloaded }) => !isPreloaded);
  const costliest = own.filter(({ ms, rssMB }) => ms > 0 || rssMB > 0).slice(0, shownPackages);
  if (own.length === 0) return '';
  const lines = alignColumns(costliest.map(toRow), 1);
  const rest = own.length - costliest.length;
  return [
    `${formatCount(own.length, 'package')} loaded; each with what it was the first to load`,
    ...lines.map((line) => `  ${line}`),
    ...(rest > 0 && costliest.length > 0
      ? [colors.dim(`  and ${formatCount(rest, 'other')}`)]
      : []),
  ].join('\n');
}

function toRow({ name, version, ms, rssMB }: LoadedPackage): readonly string[] {
  return [
    version === undefined ? name : `${name}@${version}`,
    `${String(ms)} ms`,
    `${String(rssMB)} MB`,
  ];
}

function formatFiles({ files, prediction }: StartMeasurement, colors: Colors): string {
  const count = `${formatCount(files.length, 'file')} of the project loaded`;
  if (!prediction) return count;
  const { filesNotLoaded, filesNotPredicted } = prediction;
  if (filesNotLoaded.length + filesNotPredicted.length === 0) return `${count}, as predicted`;
  return [
    count,
    ...(filesNotPredicted.length > 0
      ? [colors.dim(`  not predicted: ${shorten(filesNotPredicted)}`)]
      : []),
    ...(filesNotLoaded.length > 0
      ? [colors.dim(`  predicted, not loaded: ${shorten(filesNotLoaded)}`)]
      : []),
  ].join('\n');
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).join(', ');
  return names.length > shownNames
    ? `${shown} and ${formatCount(names.length - shownNames, 'other')}`
    : shown;
}
