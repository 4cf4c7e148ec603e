// The codemods as jscodeshift runs them, in both of its modes: the same bytes as `ballast fix`, for
// the fixture backend and every fixture case.
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fixtures,
  readBackend,
  readCases,
  type FixtureCase,
} from '../rules/fixture-cases.test-support.ts';
import { checks } from '../src/checks/registry.ts';
import { fixSource } from '../src/fix/fix-source.ts';
import { toLabel } from '../src/files/label.ts';
import { createSession } from '../src/findings/session.ts';
import { toRawText, toSourceText } from '../src/text/source-text.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const jscodeshift = join(root, 'node_modules/.bin/jscodeshift');
const EXTENSIONS = 'js,mjs,cjs,jsx,ts,mts,cts,tsx';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-codemods-')));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function runJscodeshift(id: string, cwd: string, args: readonly string[]): Promise<string> {
  const transform = join(root, 'codemods', `${id}.js`);
  const { stdout } = await promisify(execFile)(
    jscodeshift,
    [`--extensions=${EXTENSIONS}`, '-t', transform, ...args],
    { cwd, maxBuffer: 1 << 26, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } },
  );
  return stdout;
}

describe.each([
  { mode: 'compiled by Babel', flags: ['--babel'] },
  { mode: 'with --no-babel', flags: ['--no-babel'] },
])('jscodeshift, $mode', ({ mode, flags }) => {
  describe.each(checks.filter(({ isFixable }) => isFixable).map(({ id }) => id))('%s', (id) => {
    // Cases with a configuration of their own are for the core's tests: a run of jscodeshift has
    // one for all files.
    const cases = [...readBackend(), ...readCases()].filter((one) => one.id === id && isPlain(one));
    const copy = join(folder, basename(mode), id);

    beforeAll(async () => {
      mkdirSync(copy, { recursive: true });
      cpSync(fixtures, join(copy, 'fixtures'), {
        recursive: true,
        filter: (path) => !relative(fixtures, path).split(/[\\/]/).includes('node_modules'),
      });
      symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
      await runJscodeshift(id, copy, [
        ...flags,
        ...cases.map(({ name }) => join('fixtures', name)),
      ]);
    });

    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      expect(readFileSync(join(copy, 'fixtures', one.name), 'utf8')).toBe(fixInCore(one, copy));
    });
  });
});

function isPlain({ configuration, options, fixOptions: fix }: FixtureCase): boolean {
  return (
    Object.keys(configuration).length === 0 &&
    options === undefined &&
    Object.keys(fix).length === 0
  );
}

/** What `ballast fix --only <id>` makes of the copy of a case. */
function fixInCore({ id, name, raw }: FixtureCase, copy: string): string {
  const session = createSession(copy, {}, {}, id);
  const source = toSourceText(join(copy, 'fixtures', name), raw);
  if (session.getExemption(toLabel(copy, source.path)) !== undefined) return raw;
  return toRawText(source, fixSource(source, session).output);
}

describe('a codemod', () => {
  const id = 'no-eager-heavy-import';
  const code =
    "import sharp from 'sharp';\n\nexport async function toWebp(path) {\n  return sharp(path).webp().toBuffer();\n}\n";

  function writeProject(name: string, files: Readonly<Record<string, string>>): string {
    const project = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
    return project;
  }

  it('obeys the configuration of the project, and leaves exempt files as they are', async () => {
    const files = { 'src/a.js': code, 'src/b.test.js': code };
    const plain = writeProject('plain', { 'package.json': '{ "type": "module" }', ...files });
    expect(await runJscodeshift(id, plain, ['--no-babel', 'src'])).toMatch(/^1 skipped\n1 ok$/m);
    expect(readFileSync(join(plain, 'src/b.test.js'), 'utf8')).toBe(code);
    const configured = writeProject('configured', {
      'package.json': '{ "type": "module", "ballast": { "packages": { "sharp": false } } }',
      ...files,
    });
    expect(await runJscodeshift(id, configured, ['--no-babel', 'src'])).toMatch(/^0 ok$/m);
  });

  it('names what it refuses, and fails for a file that does not parse and for an option that it does not know', async () => {
    const refused = code.replace('async ', '');
    const project = writeProject('refused', {
      'package.json': '{ "type": "module" }',
      'a.js': refused,
      'b.js': `${code}}`,
    });
    const output = await runJscodeshift(id, project, ['--no-babel', 'a.js', 'b.js']);
    expect(output).toMatch(/a\.js 1:1 is left as it is\. B\d{3}: /);
    expect(output).toMatch(/^1 errors$/m);
    expect(readFileSync(join(project, 'a.js'), 'utf8')).toBe(refused);
    expect(await runJscodeshift(id, project, ['--no-babel', '--mode=fast', 'a.js'])).toContain(
      '--mode must be one of serial, limit, not `fast`.',
    );
  });

  it('takes the options of `ballast fix`', async () => {
    const project = writeProject('options', {
      'package.json': '{ "type": "commonjs" }',
      'a.js':
        "const sharp = require('sharp');\n\nexports.resize = (path) => sharp(path).resize(10);\n",
    });
    await runJscodeshift(id, project, ['--no-babel', '--sync-fallback=true', 'a.js']);
    expect(readFileSync(join(project, 'a.js'), 'utf8')).not.toMatch(/^const sharp = /);
    expect(readFileSync(join(project, 'a.js'), 'utf8')).toContain("require('sharp')");
  });
});
