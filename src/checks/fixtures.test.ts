// Runs every fixture case: what is found, worded and refused, what the codemod writes, and the laws
// that hold for all of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkSource } from '../findings/check-source.ts';
import type { Configuration } from '../config/configuration.ts';
import { fixSource } from '../fix/fix-source.ts';
import { findCandidates } from '../config/resolved-config.ts';
import { createProjectSession } from '../findings/project-session.ts';
import type { Session } from '../findings/session.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import { getPosition, toRawText, toSourceText, type SourceText } from '../text/source-text.ts';
import type { FixOutcome } from '../model/report.ts';
import { isRefusal } from './define-check.ts';
import type { FixOptions } from './fix-options.ts';
import { checks } from './registry.ts';
import type { Preset } from '../catalogue/types.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/checks', import.meta.url));

interface Case {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly fixOptions?: FixOptions;
  readonly preset?: Preset;
  readonly settings?: Configuration;
}

function readCase(folder: string): Case {
  const path = join(folder, 'case.json');
  const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  return typeof value === 'object' && value !== null ? value : {};
}

function openSession(id: string, folder: string): Session {
  const { options, fixOptions: fix, preset, settings } = readCase(folder);
  const configuration = {
    ...settings,
    ...(preset ? { preset } : {}),
    ...(options ? { rules: { [id]: ['error', options] as const } } : {}),
  };
  return createProjectSession(folder, configuration, fix, id);
}

/**
 * The findings of a case as a reader checks them: the place, the line, the words, and what is done.
 */
function toSnapshot(source: SourceText, file: string, outcomes: readonly FixOutcome[]): string {
  if (outcomes.length === 0) return 'no findings\n';
  return outcomes.map((outcome) => toBlock(source, file, outcome)).join('\n');
}

function toBlock({ text }: SourceText, file: string, { finding, fix }: FixOutcome): string {
  const { line, column } = getPosition(text, finding.range[0]);
  const lineText = (text.split(/\r\n|\n/)[line - 1] ?? '').replaceAll('\t', ' ');
  const gutter = `  ${String(line)} | `;
  const length = Math.max(
    1,
    Math.min(finding.range[1] - finding.range[0], lineText.length - column + 1),
  );
  const action = fix
    ? [isRefusal(fix) ? `-> ${fix.code}: ${fix.reason}` : `-> ${fix.summary}`]
    : [];
  return [
    `${file}:${String(line)}:${String(column)}`,
    gutter + lineText,
    ' '.repeat(gutter.length + column - 1) + '~'.repeat(length),
    withoutFigures(finding.message),
    ...action,
    '',
  ].join('\n');
}

/**
 * Measured figures change with each measurement; that they are there is tested with the catalogue.
 */
function withoutFigures(message: string): string {
  return message.replace(/(on every start): .*?\(.*?measured [\d-]+\)/, '$1: (cost)');
}

describe.each(checks.map((check) => check.id))('%s', (id) => {
  const cases = readdirSync(join(fixtures, id), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  it.each(cases.map((entry) => entry.name))('%s', async (name) => {
    const folder = join(fixtures, id, name);
    const file = readdirSync(folder).find((entry) => entry.startsWith('input.')) ?? 'input.ts';
    const raw = readFileSync(join(folder, file), 'utf8');
    const source = toSourceText(join(folder, file), raw);
    const session = openSession(id, folder);
    const { findings, failure } = checkSource(
      source,
      findCandidates(source.text, session),
      session,
    );
    expect(failure).toBeUndefined();
    const fix = fixSource(source, session);
    await expect(toSnapshot(source, file, fix.outcomes)).toMatchFileSnapshot(
      join(folder, 'findings.txt'),
    );

    // Law 2: edited and refused together are what was found, and a file with nothing to edit stays
    // as it is.
    expect(fix.outcomes.map(({ finding }) => finding.range)).toEqual(
      findings.map(({ finding }) => finding.range),
    );
    const edited = fix.outcomes.filter(({ fix }) => fix && !isRefusal(fix));
    const outputPath = join(folder, file.replace('input', 'output'));
    if (edited.length === 0) {
      expect(fix.output).toBe(source.text);
      expect(existsSync(outputPath), `${outputPath} is there, but nothing is edited`).toBe(false);
      return;
    }
    await expect(toRawText(source, fix.output)).toMatchFileSnapshot(outputPath);

    // Law 3: what is left is what was refused; a second run changes nothing; the output parses and
    // keeps its layout.
    const after = { ...source, text: fix.output };
    const parsed = analyzeModule(after);
    expect(isParseFailure(parsed)).toBe(false);
    const left = checkSource(after, findCandidates(after.text, session), session).findings.map(
      ({ finding }) => finding.message,
    );
    const refused = fix.outcomes
      .filter(({ fix }) => fix && isRefusal(fix))
      .map(({ finding }) => finding.message);
    expect(left.filter((message) => !refused.includes(message))).toEqual([]);
    expect(fixSource(after, session).output).toBe(fix.output);
    expect(fix.output.includes('\r\n')).toBe(source.text.includes('\r\n'));
    if (source.text.includes('\r\n')) expect(fix.output.replaceAll('\r\n', '')).not.toContain('\n');
  });
});
