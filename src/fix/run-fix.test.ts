// `ballast fix` on whole projects: rewrites over files, refusals, and programs before and after.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createColors } from 'picocolors';
import { afterAll, describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../checks/define-check.ts';
import { loadConfiguration } from '../config/load.ts';
import { compile } from '../dev/compile.test-support.ts';
import { runCheck } from '../commands/run-check.ts';
import { createSession, type Session } from '../findings/session.ts';
import { formatExplanations } from '../report/explain.ts';
import type { FixReport } from '../model/report.ts';
import { getPosition, toRawText } from '../text/source-text.ts';
import { explainFix } from './explain.ts';
import { runFix } from './run-fix.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const projects = join(root, 'fixtures/projects');
const names = readdirSync(projects);
const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

function copy(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-project-')));
  temporary.push(folder);
  cpSync(join(projects, name), folder, {
    recursive: true,
    filter: (path) => !path.includes('expected'),
  });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return folder;
}

describe.each(names)('%s', (name) => {
  it('is planned, refused and rewritten as the fixture expects', async () => {
    const folder = join(projects, name);
    const session = await openSession(folder);
    const { files } = await runCheck(folder, ['src'], session);
    const [found] = files;
    const finding = found?.findings[0]?.finding;
    if (!found || !finding) throw new Error('no finding');
    const { line } = getPosition(found.source.text, finding.range[0]);
    const explanations = await explainFix(folder, found.path, line, ['src'], session);
    const plan = formatExplanations(explanations, createColors(false));
    await expect(
      `${plan.replace(/(on every start): .*?\(.*?measured [\d-]+\)/, '$1: (cost)')}\n`,
    ).toMatchFileSnapshot(join(folder, 'expected/plan.txt'));
    if (explanations.every(({ fix }) => fix && isRefusal(fix))) {
      expect(readdirSync(join(folder, 'expected'))).toEqual(['plan.txt']);
      return;
    }
    const written = copy(name);
    const report = await runFix(written, ['src'], await openSession(written), {
      isWriting: true,
      isVerifying: isVerified(written),
    });
    const changed = report.files.filter((one) => one.output !== one.source.text);
    for (const file of changed)
      await expect(toRawText(file.source, file.output)).toMatchFileSnapshot(
        join(folder, 'expected', file.label),
      );
    const refused = findRefusals(report)
      .filter(({ code }) => !plan.includes(code))
      .map(({ code, reason }) => `refused ${code}  ${reason}\n`);
    if (refused.length > 0)
      await expect(refused.join('')).toMatchFileSnapshot(join(folder, 'expected/refused.txt'));
    await expectSettled(written);
  });
});

/** Projects with a configuration are those in which a fix brings a type error. */
function isVerified(folder: string): boolean {
  return existsSync(join(folder, 'ballast.config.json'));
}

function readSources(folder: string): readonly (readonly [string, string])[] {
  const names = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.[jt]s$/.test(name),
  );
  return names.map((name) => [name, readFileSync(join(folder, 'src', name), 'utf8')]);
}

async function openSession(folder: string): Promise<Session> {
  const { configuration } = await loadConfiguration(folder);
  return createSession(folder, configuration);
}

function findRefusals(report: FixReport): readonly Refusal[] {
  return report.files.flatMap((file) =>
    file.outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? [fix] : [])),
  );
}

/** Expects that the written files compile, and that a second run changes nothing. */
async function expectSettled(folder: string): Promise<void> {
  if (existsSync(join(folder, 'tsconfig.json'))) compile(folder);
  const texts = readSources(folder);
  await runFix(folder, ['src'], await openSession(folder), {
    isWriting: true,
    isVerifying: isVerified(folder),
  });
  expect(readSources(folder)).toEqual(texts);
}

describe('a program over several files', () => {
  it('answers the same before and after, and loads no heavy package at startup after', async () => {
    const folder = copy('calls-methods-aliases-and-re-exports');
    const run = (): string => {
      compile(folder, {
        noEmit: false,
        outDir: join(folder, 'out'),
        rootDir: join(folder, 'src'),
      });
      // Node does not know TypeScript's path aliases.
      for (const file of ['routes.js']) {
        const path = join(folder, 'out', file);
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll('@lib/', './lib/'));
      }
      const program = `
        const { handler } = require('./out/routes.js');
        const atStart = Object.keys(require.cache).some((path) => path.includes('/sharp/'));
        handler('missing.png').then((answer) => console.log(JSON.stringify({ atStart, answer })));`;
      return execFileSync(process.execPath, ['-e', program], { cwd: folder, encoding: 'utf8' });
    };
    const before: unknown = JSON.parse(run());
    await runFix(folder, ['src'], createSession(folder, {}), { isWriting: true });
    const after: unknown = JSON.parse(run());
    expect(before).toMatchObject({ atStart: true });
    expect(after).toEqual({ ...Object(before), atStart: false });
  });
});

describe('--verify', () => {
  it('takes back the fix that brings a new type error, with the error, and keeps the rest', async () => {
    const folder = copy('nobody-calls-it');
    const guarded = `import sharp from 'sharp';\n\nexport async function resize(image: string) {\n  return sharp(image).resize(10);\n}\n`;
    writeFileSync(join(folder, 'src/image.ts'), guarded);
    writeFileSync(
      join(folder, 'src/browser.ts'),
      `import puppeteer from 'puppeteer-core';\n\nexport const open = async () => puppeteer.launch();\n`,
    );
    const configuration = {
      packages: { sharp: { guard: { env: 'NO_IMAGES', is: '1', then: 'null' as const } } },
    };
    const report = await runFix(folder, ['src'], createSession(folder, configuration), {
      isWriting: true,
      isVerifying: true,
    });
    const refusals = findRefusals(report);
    expect(refusals).toHaveLength(1);
    expect(refusals[0]?.code).toBe('B134');
    expect(refusals[0]?.reason).toContain(
      `src/image.ts: TS2721 Cannot invoke an object which is possibly 'null'.`,
    );
    expect(readFileSync(join(folder, 'src/image.ts'), 'utf8')).toBe(guarded);
    expect(readFileSync(join(folder, 'src/browser.ts'), 'utf8')).toContain(
      `await import('puppeteer-core')`,
    );
  });
});
