// The judge of rewrites, compared with what `ballast fix` does in every fixture project.
import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../checks/define-check.ts';
import { runCheck } from '../commands/run-check.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { createSession } from '../findings/session.ts';
import { countChanges } from './count-changes.test-support.ts';
import { createRewriteJudge } from './price-rewrite.ts';
import { runFix } from './run-fix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the judge predicts what the rewrite does in the fixture project', () => {
  const projects = join(root, 'fixtures/projects');

  it.each(
    readdirSync(projects).filter(
      (name) => !existsSync(join(projects, name, 'ballast.config.json')),
    ),
  )('%s', async (name) => {
    const folder = makeTree({});
    cpSync(join(projects, name), folder, {
      recursive: true,
      filter: (path) => !path.includes('expected'),
    });
    const session = createSession(folder, {}, {}, 'no-eager-heavy-import');
    const { judge } = createRewriteJudge(folder, ['src'], session);
    const { files } = await runCheck(folder, ['src'], session);
    const findings = files.flatMap((file) =>
      file.findings.map(({ finding }) => ({ path: file.path, finding })),
    );
    const report = await runFix(folder, ['src'], session, { isWriting: false });
    const refused = report.files.flatMap(({ outcomes }) =>
      outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? fix.reason : [])),
    );
    const verdicts = [];
    for (const { path, finding } of findings)
      verdicts.push(
        await judge({
          path,
          loads: [
            {
              specifier: finding.data['module'] ?? finding.data['package'] ?? '',
              range: finding.range,
            },
          ],
        }),
      );
    const functions = new Set(
      verdicts.flatMap((verdict) =>
        verdict && 'functions' in verdict
          ? verdict.functions.map(({ path, functionScope }) => `${path} ${String(functionScope)}`)
          : [],
      ),
    );
    expect(verdicts).toHaveLength(report.files.flatMap(({ outcomes }) => outcomes).length);
    expect(
      verdicts.flatMap((verdict) => (verdict && 'refusal' in verdict ? verdict.refusal : [])),
    ).toEqual(refused);
    expect(functions.size).toBe(countChanges(report).functions);
  });
});
