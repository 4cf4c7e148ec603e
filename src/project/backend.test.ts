// The backend of Fase 3: what the codemods make of it, file by file, and that it still compiles.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { toRawText } from '../text/source-text.ts';
import { runFix } from '../../codemods/fix-project.ts';
import { runCheck } from './run-check.ts';
import { createSession } from './session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const backend = join(root, 'fixtures/backend');
const expected = join(root, 'fixtures/backend.expected');

describe('fixtures/backend', () => {
  it('is rewritten as fixtures/backend.expected shows', async () => {
    const session = createSession(backend, {}, { delay: 100 });
    const report = await runFix(backend, ['src'], session, { isWriting: false });
    expect(report.remaining).toEqual([]);
    const changed = report.files.filter((file) => file.output !== file.source.text);
    expect(changed.map((file) => file.label)).toEqual([
      'src/config/database.ts',
      'src/services/advanced-scraper.service.ts',
      'src/services/aliexpress-auto-purchase.service.ts',
      'src/services/api-health-monitor.service.ts',
      'src/utils/chromium.ts',
    ]);
    for (const file of changed) await expect(toRawText(file.source, file.output)).toMatchFileSnapshot(join(expected, file.label));
  });

  it('compiles after the rewrite, and has no finding left', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-backend-')));
    try {
      cpSync(backend, folder, { recursive: true, filter: (path) => !/[\\/](?:dist|node_modules)$/.test(path) });
      cpSync(expected, folder, { recursive: true });
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
      const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
      execFileSync(process.execPath, [tsc, '-p', folder, '--noEmit'], { stdio: 'pipe' });
      const report = await runCheck(folder, ['src'], createSession(folder, {}));
      expect(report.files).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('puts a serial loop in the place of the fan-out', () => {
    const text = readFileSync(join(expected, 'src/services/api-health-monitor.service.ts'), 'utf8');
    expect(text).toContain(`    for (const userId of users) {
      try {
        await this.checkUserAPIs(userId);
      } catch {`);
  });
});
