// Fixture cases in oxlint: one process for all that share a configuration. Needs the built plugin.
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getPosition, toSourceText } from '../src/text/source-text.ts';
import { fixtures, type FixtureCase } from './fixture-cases.test-support.ts';
import type { HostFinding } from './hosts.test-support.ts';

interface Diagnostic {
  readonly message: string;
  readonly code?: string;
  readonly filename: string;
  readonly labels: readonly {
    readonly span: { readonly offset: number; readonly length: number };
  }[];
}

const plugin = fileURLToPath(new URL('../dist/rules/plugin.js', import.meta.url));
const oxlint = fileURLToPath(new URL('../node_modules/.bin/oxlint', import.meta.url));

/** What oxlint reports, by the check and the name of the case. */
export async function checkInOxlint(
  cases: readonly FixtureCase[],
): Promise<ReadonlyMap<string, readonly HostFinding[]>> {
  const groups = groupCases(cases);
  const found = new Map<string, readonly HostFinding[]>();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ballast-oxlint-')));
  try {
    for (const group of groups) {
      const diagnostics = await run(group, folder);
      for (const one of group)
        found.set(
          `${one.id} ${one.name}`,
          diagnostics
            .filter(({ filename }) => resolve(getCwd(one), filename) === one.path)
            .map((diagnostic) => toFinding(diagnostic, one)),
        );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return found;
}

/** Cases that one process can look at. */
function groupCases(cases: readonly FixtureCase[]): readonly (readonly FixtureCase[])[] {
  const groups = new Map<string, FixtureCase[]>();
  for (const one of cases) {
    const key = JSON.stringify([one.id, getCwd(one), one.configuration, one.options]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/**
 * Globs of a configuration are relative to the folder of the case; without any, all cases can share
 * a folder.
 */
function getCwd({ cwd, configuration }: FixtureCase): string {
  return configuration.entries || configuration.exempt ? cwd : fixtures;
}

async function run(group: readonly FixtureCase[], folder: string): Promise<readonly Diagnostic[]> {
  const [first] = group;
  if (!first) return [];
  const { id, configuration, options } = first;
  const config = join(folder, 'oxlintrc.json');
  await writeFile(
    config,
    JSON.stringify({
      jsPlugins: [plugin],
      plugins: [],
      categories: { correctness: 'off' },
      rules: { [`ballast/${id}`]: options ? ['error', options] : 'error' },
      settings: { ballast: configuration },
    }),
  );
  const args = [
    '--config',
    config,
    '--disable-nested-config',
    '--no-ignore',
    '--format',
    'json',
    ...group.map(({ path }) => path),
  ];
  const output = await new Promise<string>((done, fail) => {
    // It exits with 1 when it finds something.
    execFile(oxlint, args, { cwd: getCwd(first), maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error && stdout === '') fail(new Error('oxlint fails', { cause: error }));
      else done(stdout);
    });
  });
  const report: unknown = JSON.parse(output);
  if (!isReport(report)) throw new Error(`oxlint says: ${output.slice(0, 400)}`);
  return report.diagnostics;
}

function isReport(value: unknown): value is { readonly diagnostics: readonly Diagnostic[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'diagnostics' in value &&
    Array.isArray(value.diagnostics)
  );
}

/** oxlint counts bytes, byte order mark included. */
function toFinding(
  { message, code = 'the parser', labels }: Diagnostic,
  { path, raw }: FixtureCase,
): HostFinding {
  const source = toSourceText(path, raw);
  const bytes = Buffer.from(raw);
  const { offset, length } = labels[0]?.span ?? { offset: 0, length: 0 };
  const toIndex = (at: number): number =>
    bytes.subarray(0, at).toString().length - (source.hasBom ? 1 : 0);
  const start = getPosition(source.text, toIndex(offset));
  const end = getPosition(source.text, toIndex(offset + length));
  const ruleId = code.replace(/^ballast\((.*)\)$/, 'ballast/$1');
  return {
    ruleId,
    message,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}
