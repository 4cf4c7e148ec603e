// The command `npm run labels`: compares `no-unbounded-fan-out` with how people labelled sites in
// public backends. Reads the backends from a folder, and clones missing ones into it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkSource } from '../../findings/check-source.ts';
import { findFiles } from '../../files/find-files.ts';
import { findCandidates } from '../../config/resolved-config.ts';
import { createSession } from '../../findings/session.ts';
import { getPosition, toSourceText } from '../../text/source-text.ts';
import { toScore, type Judged, type Label } from './score.ts';

const { values } = parseArgs({
  options: {
    sources: { type: 'string', default: '.labels' },
    preset: { type: 'string', default: 'recommended' },
    /** Uses the third of the labels that was set aside for a final test. */
    'held-back': { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const CHECK = 'no-unbounded-fan-out';
const preset = values.preset === 'strict' ? 'strict' : 'recommended';
const labels = readLabels(values['held-back'] ? 'held-back.json' : 'tuning.json');
const repositories = [...new Set(labels.map(({ repository }) => repository))];
const judged = repositories.flatMap((repository) =>
  judgeAll(
    repository,
    labels.filter((label) => label.repository === repository),
  ),
);
const score = toScore(judged, preset);
const toPercent = (share: number): string => `${(share * 100).toFixed(1)} %`;
console.log(
  `${String(labels.length)} labels in ${String(repositories.length)} repositories, ${String(labels.filter(({ verdict }) => verdict === 'arguable').length)} arguable`,
);
console.log(
  `precision ${toPercent(score.precision)} (${String(score.right.length)} right, ${String(score.needless.length)} needless)`,
);
console.log(`recall ${toPercent(score.recall)} (${String(score.missed.length)} missed)`);
if (values.list) {
  for (const [title, list] of [
    ['needless', score.needless],
    ['missed', score.missed],
  ] as const) {
    for (const { repository, path, line, verdict, reason } of list)
      console.log(`${title} ${repository}/${path}:${String(line)} ${verdict}: ${reason}`);
  }
}

function readLabels(name: string): readonly Label[] {
  const path = fileURLToPath(new URL(`../../../../fixtures/labels/${name}`, import.meta.url));
  const labels: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return Array.isArray(labels) ? labels.filter(isLabel) : [];
}

function isLabel(value: unknown): value is Label {
  return (
    typeof value === 'object' &&
    value !== null &&
    'repository' in value &&
    'verdict' in value &&
    'line' in value
  );
}

/** Prepares the checkout of a repository at a commit and returns its folder. */
function prepare(repository: string, commit: string): string {
  const folder = resolve(values.sources, repository);
  if (existsSync(folder)) return folder;
  console.error(`cloning ${repository}`);
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  git(
    'clone',
    '--quiet',
    '--filter=blob:none',
    '--no-checkout',
    `https://github.com/${repository}.git`,
    folder,
  );
  git('-C', folder, 'checkout', '--quiet', commit);
  return folder;
}

/** Judges each label by whether the check reports something there, in files that it checks. */
function judgeAll(repository: string, own: readonly Label[]): readonly Judged[] {
  const folder = prepare(repository, own[0]?.commit ?? 'HEAD');
  const session = createSession(folder, { preset }, {}, CHECK);
  const looked = new Set(findFiles(folder, ['.'], session).paths);
  const lines = new Map<string, ReadonlySet<number>>();
  return own.map((label) => {
    const path = join(folder, label.path);
    const found = lines.get(path) ?? (looked.has(path) ? findLines(path, session) : new Set());
    lines.set(path, found);
    return { label, isFound: found.has(label.line) };
  });
}

/**
 * Finds the lines that labels may name: where the tasks are collected, and where they are started.
 */
function findLines(path: string, session: ReturnType<typeof createSession>): ReadonlySet<number> {
  const source = toSourceText(path, readFileSync(path, 'utf8'));
  const { facts, findings } = checkSource(source, findCandidates(source.text, session), session);
  const toLine = (offset: number): number => getPosition(source.text, offset).line;
  const lines = new Set<number>();
  for (const { finding } of findings) {
    lines.add(toLine(finding.range[0]));
    for (const { range, start, callback } of facts?.fanOuts ?? []) {
      if (range[0] !== finding.range[0] || range[1] !== finding.range[1]) continue;
      for (
        let line = toLine(start.range[0]);
        line <= toLine(callback?.range[0] ?? start.range[0]);
        line += 1
      )
        lines.add(line);
    }
  }
  return lines;
}
