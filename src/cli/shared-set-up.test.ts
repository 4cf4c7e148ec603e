// A set-up that acts on a package for the whole process, in a project where other files use it.
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeTree, readTree } from '../dev/tree.test-support.ts';
import { runBallast } from './run.test-support.ts';

/** A package that works only once it was set up, in the whole process. */
const PACKAGE = {
  'package.json': '{ "name": "app", "dependencies": { "sharp": "1.0.0" } }',
  'node_modules/sharp/package.json': '{ "name": "sharp", "version": "1.0.0", "main": "index.js" }',
  'node_modules/sharp/index.js': `let level;
exports.cache = (value) => { level = value; };
exports.size = async () => { if (level === undefined) throw new Error('not set up'); return level; };
`,
};
const SET_UP = `const sharp = require('sharp');

sharp.cache(3);

exports.resize = async () => {
  return sharp.size();
};
`;
const USER = `const sharp = require('sharp');

exports.crop = async () => {
  return sharp.size();
};
`;
const SERVER = `const { resize } = require('./resize');
const { crop } = require('./crop');

(async () => {
  console.log(await crop(), await resize());
})();
`;

const run = (root: string): string =>
  execFileSync(process.execPath, ['server.js'], { cwd: root, encoding: 'utf8' });

describe('a set-up for the whole process', () => {
  it('stays where another file uses the package without it', async () => {
    const root = makeTree({
      ...PACKAGE,
      'server.js': SERVER,
      'resize.js': SET_UP,
      'crop.js': USER,
    });
    expect(run(root)).toBe('3 3\n');
    const { stdout } = await runBallast(root, ['fix', '--write', '--allow-dirty', '.']);
    expect(stdout).toContain('refused B141');
    expect(stdout).toContain('`crop.js` uses the package without it');
    expect(readTree(root)['resize.js']).toBe(SET_UP);
    expect(run(root)).toBe('3 3\n');
  });

  it('moves where every file that uses the package has it', async () => {
    const root = makeTree({
      ...PACKAGE,
      'server.js': SERVER,
      'resize.js': SET_UP,
      'crop.js': SET_UP.replace('resize', 'crop'),
    });
    const before = makeTree({});
    cpSync(root, before, { recursive: true });
    const { code } = await runBallast(root, ['fix', '--write', '--allow-dirty', '.']);
    expect(code).toBe(0);
    expect(readTree(root)['resize.js']).not.toBe(SET_UP);
    expect(run(root)).toBe(run(before));
  });
});
