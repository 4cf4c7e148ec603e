// One fixture case in each host that runs the checks. What a host says comes back in one shape, so
// that two of them can be compared.
import parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';
import { checkSource } from '../src/findings/check-source.ts';
import type { Configuration } from '../src/config/configuration.ts';
import { getOwnCatalogue } from '../src/config/file-catalogue.ts';
import { findCandidates } from '../src/config/resolved-config.ts';
import { toLabel } from '../src/files/label.ts';
import { createProjectSession } from '../src/findings/project-session.ts';
import type { Session } from '../src/findings/session.ts';
import { getPosition, toSourceText } from '../src/text/source-text.ts';
import type { FixtureCase } from './fixture-cases.test-support.ts';
import plugin from './plugin.ts';

/** A finding as a host reports it; columns count from 1. */
export interface HostFinding {
  readonly ruleId: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The session that the command line would run a case with. */
export function openSession({
  id,
  cwd,
  configuration,
  options,
  fixOptions: fix,
}: FixtureCase): Session {
  const whole: Configuration = options
    ? { ...configuration, rules: { ...configuration.rules, [id]: ['error', options] } }
    : configuration;
  return createProjectSession(cwd, whole, fix, id);
}

/** What the core finds. Files that a run over a folder leaves out have no findings. */
export function checkInCore(one: FixtureCase): readonly HostFinding[] {
  const session = openSession(one);
  const source = toSourceText(one.path, one.raw);
  if (session.getExemption(toLabel(one.cwd, one.path)) !== undefined) return [];
  return checkSource(
    source,
    findCandidates(source.text, session, getOwnCatalogue(source.path, session)),
    session,
  ).findings.map(({ finding }) => {
    const start = getPosition(source.text, finding.range[0]);
    const end = getPosition(source.text, finding.range[1]);
    return {
      ruleId: `ballast/${finding.checkId}`,
      message: finding.message,
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
    };
  });
}

/** What ESLint reports, with its own parser or with the one for TypeScript. */
export async function checkInESLint(
  one: FixtureCase,
  parserName: 'espree' | 'typescript',
): Promise<readonly HostFinding[]> {
  const messages = await lint(one, parserName);
  return messages.map(({ ruleId, message, line, column, endLine, endColumn }) => ({
    ruleId: ruleId ?? 'the parser',
    message,
    line,
    column,
    endLine: endLine ?? 0,
    endColumn: endColumn ?? 0,
  }));
}

/** ESLint's messages for one case. */
export async function lint(
  one: FixtureCase,
  parserName: 'espree' | 'typescript',
): Promise<readonly Linter.LintMessage[]> {
  const eslint = new ESLint({
    cwd: one.cwd,
    overrideConfigFile: true,
    overrideConfig: toConfig(one, parserName),
    ignore: false,
  });
  const [result] = await eslint.lintText(one.raw, { filePath: one.path });
  return result?.messages ?? [];
}

function toConfig(
  { id, path, configuration, options }: FixtureCase,
  parserName: 'espree' | 'typescript',
): Linter.Config {
  return {
    files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
    plugins: { ballast: plugin },
    languageOptions: {
      // `.js` is read as the core reads it: an ES module where it has the syntax of one.
      sourceType: path.endsWith('.cjs') ? 'commonjs' : 'module',
      parserOptions: {
        ecmaFeatures: {
          jsx: /\.(?:[cm]?js|[jt]sx)$/.test(path),
          globalReturn: path.endsWith('.cjs'),
        },
      },
      ...(parserName === 'typescript' && { parser }),
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    settings: { ballast: configuration },
    rules: { [`ballast/${id}`]: options ? ['error', options] : 'error' },
  };
}
