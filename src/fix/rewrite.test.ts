// What a file that fails in the last step leaves of the rewrite of all.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isRefusal } from '../checks/define-check.ts';
import { HEAVY, MANIFEST } from '../cli/run.test-support.ts';
import { makeTree } from '../dev/tree.test-support.ts';
import { createSession } from '../findings/session.ts';
import { collectFixes } from './collect.ts';
import { composeEdits } from './compose.ts';
import { promoteFixes } from './promote.ts';
import { rewriteFiles } from './rewrite.ts';

const CALLED = `import sharp from 'sharp';
export function isWide(path: string): boolean {
  return sharp(path).wide;
}
`;
const CALLER = `import { isWide } from './called.ts';
export async function run() {
  return isWide('x') ? 1 : 2;
}
`;

it('is the failure of that file, with what would change it refused, and the others rewritten', async () => {
  const root = makeTree({
    'package.json': MANIFEST,
    'broken.ts': HEAVY,
    'called.ts': CALLED,
    'caller.ts': CALLER,
    'other.ts': HEAVY,
  });
  const session = createSession(root, {});
  const names = ['broken.ts', 'called.ts', 'caller.ts', 'other.ts'];
  const paths = names.map((name) => join(root, name));
  const fixes = await promoteFixes(collectFixes(paths, root, session), paths, session);
  const rewriteWith = (failing: readonly string[]): ReturnType<typeof rewriteFiles> =>
    rewriteFiles(composeEdits(fixes), root, session, (_, text, path) =>
      failing.some((name) => path.endsWith(name)) ? `${text}\nconst = 1;\n` : text,
    );
  const getWritten = (failing: readonly string[]): readonly string[] =>
    rewriteWith(failing).writes.map(({ path }) => path.slice(root.length + 1));

  expect(getWritten([])).toEqual(['broken.ts', 'called.ts', 'caller.ts', 'other.ts']);
  expect(getWritten(['broken.ts'])).toEqual(['called.ts', 'caller.ts', 'other.ts']);
  // The two belong together.
  expect(getWritten(['caller.ts'])).toEqual(['broken.ts', 'other.ts']);
  const { files } = rewriteWith(['caller.ts']);
  const caller = files.find(({ label }) => label === 'caller.ts');
  expect(caller).toMatchObject({
    output: CALLER,
    failure: {
      kind: 'defect',
      message: expect.stringContaining('the rewritten text does not parse'),
    },
  });
  const refusals = files
    .filter(({ label }) => label === 'called.ts')
    .flatMap(({ outcomes }) => outcomes.flatMap(({ fix }) => (fix && isRefusal(fix) ? fix : [])));
  expect(refusals.map(({ reason }) => reason)).toEqual([
    'The rewrite also changes caller.ts, which could not be rewritten.',
  ]);
});
