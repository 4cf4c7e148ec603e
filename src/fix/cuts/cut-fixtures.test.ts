// What `ballast fix --plan src/server.ts --thorough` refuses in each of the fixtures of cuts.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../checks/define-check.ts';
import { CUT_REFUSALS } from '../../checks/no-eager-heavy-import/cut-refusals.ts';
import { loadConfiguration } from '../../config/load.ts';
import { createLocalCuts } from '../../plan/local-cuts.ts';
import { createSession, toSession } from '../../findings/session.ts';
import { findThoroughCuts } from '../../plan/thorough-cuts.ts';
import { runFix } from '../run-fix.ts';
import { createRewriteJudge } from '../price-rewrite.ts';
import { compile } from '../../dev/compile.test-support.ts';

const folder = fileURLToPath(new URL('../../../fixtures/cuts', import.meta.url));
const seen = new Set<string>();

describe('fixtures/cuts', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const cwd = join(folder, name);
    const { configuration } = await loadConfiguration(cwd);
    const session = createSession(cwd, configuration, {}, 'no-eager-heavy-import');
    const targets = await findThoroughCuts(
      { cwd, entry: 'src/server.ts', isStrict: false },
      session,
      createRewriteJudge(cwd, ['src'], session),
    );
    const report = await runFix(
      cwd,
      ['src'],
      toSession({ ...session, cuts: createLocalCuts(cwd, targets, session.catalogue) }),
      { isWriting: false },
    );
    const refusals = report.files.flatMap(({ label, outcomes, output, source }) =>
      outcomes.flatMap(({ finding, fix }) => {
        if (finding.messageId !== 'cut' || !fix || !isRefusal(fix) || !(fix.code in CUT_REFUSALS))
          return [];
        seen.add(fix.code);
        expect(output, label).toBe(source.text);
        return [`refused ${fix.code}  ${label}  ${fix.reason}\n`];
      }),
    );
    await expect(refusals.join('')).toMatchFileSnapshot(join(cwd, 'expected/refused.txt'));
    compile(cwd);
  });

  it('show each code', () => {
    expect([...seen].sort()).toEqual(Object.keys(CUT_REFUSALS));
  });
});
