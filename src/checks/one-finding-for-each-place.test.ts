// `no-unbounded-fan-out` and `no-unlimited-concurrency` look at the same lines; each place has one
// finding, and it is known whose.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkSource } from '../findings/check-source.ts';
import { findCandidates } from '../config/resolved-config.ts';
import { createSession } from '../findings/session.ts';
import { isOverlapping } from '../text/range.ts';
import type { Preset } from '../catalogue/types.ts';
import { toSourceText } from '../text/source-text.ts';

const START = 'no-unbounded-fan-out';
const MAKING = 'no-unlimited-concurrency';
const fixtures = fileURLToPath(new URL('../../fixtures/checks', import.meta.url));

interface Place {
  readonly checkId: string;
  readonly range: readonly [number, number];
}

function find(path: string, text: string, preset: Preset): readonly Place[] {
  const session = createSession(fixtures, { preset });
  const source = toSourceText(path, text);
  const { findings } = checkSource(source, findCandidates(source.text, session), session);
  return findings
    .map(({ finding }) => finding)
    .filter(({ checkId }) => checkId === START || checkId === MAKING);
}

const head = `
import async from 'async';
import Bluebird from 'bluebird';
import Bottleneck from 'bottleneck';
import pAll from 'p-all';
import pFilter from 'p-filter';
import pLimit from 'p-limit';
import pMap from 'p-map';
import PQueue from 'p-queue';
import { Worker } from 'node:worker_threads';
import { prisma } from './prisma.ts';
import type { Preset } from '../catalogue/types.ts';
const load = (id: number) => prisma.user.findUnique({ where: { id } });
`;

const body = (statement: string): string =>
  `export async function run(ids: number[], files: string[], done: () => void): Promise<void> {\n  ${statement}\n}\n`;

/** Programs with one place to find, and whose it is; `undefined` for those without. */
const programs: Readonly<Record<string, readonly [program: string, owner: string | undefined]>> = {
  'p-map, told nothing': [body('await pMap(ids, load);'), START],
  'p-map of a map, told nothing': [body('await pMap(ids.map((id) => id + 1), load);'), START],
  'p-map, told other things': [body('await pMap(ids, load, { stopOnError: false });'), START],
  'p-map, endless': [body('await pMap(ids, load, { concurrency: Infinity });'), MAKING],
  'p-map, undefined': [body('await pMap(ids, load, { concurrency: undefined });'), MAKING],
  'p-map, a large number': [body('await pMap(ids, load, { concurrency: 500 });'), MAKING],
  'p-map, a small number': [body('await pMap(ids, load, { concurrency: 5 });'), undefined],
  'p-filter, told nothing': [
    body('await pFilter(ids, async (id) => (await load(id)) !== null);'),
    START,
  ],
  'Bluebird, told nothing': [body('await Bluebird.map(ids, load);'), START],
  'Bluebird, a large number': [
    body('await Bluebird.map(ids, load, { concurrency: 500 });'),
    MAKING,
  ],
  'p-all, told nothing': [body('await pAll(ids.map((id) => () => load(id)));'), MAKING],
  'async.each': [body('await async.each(ids, async (id) => { await load(id); });'), START],
  'async.eachLimit, a large number': [
    body('await async.eachLimit(ids, 500, async (id) => { await load(id); });'),
    MAKING,
  ],
  'async.parallel of a map': [
    body('async.parallel(ids.map((id) => (next) => void load(id).then(next)), done);'),
    MAKING,
  ],
  'behind p-limit, endless': [
    `const limit = pLimit(Infinity);\n${body('await Promise.all(ids.map((id) => limit(() => load(id))));')}`,
    MAKING,
  ],
  'behind p-limit, a large number': [
    `const limit = pLimit(500);\n${body('await Promise.all(ids.map((id) => limit(() => load(id))));')}`,
    MAKING,
  ],
  'behind p-limit, a small number': [
    `const limit = pLimit(5);\n${body('await Promise.all(ids.map((id) => limit(() => load(id))));')}`,
    undefined,
  ],
  'behind p-queue, told nothing': [
    `const queue = new PQueue();\n${body('await Promise.all(ids.map((id) => queue.add(() => load(id))));')}`,
    MAKING,
  ],
  'behind Bottleneck, told nothing': [
    `const limiter = new Bottleneck();\n${body('await Promise.all(ids.map((id) => limiter.schedule(() => load(id))));')}`,
    MAKING,
  ],
  'behind Bottleneck, by time': [
    `const limiter = new Bottleneck({ minTime: 100 });\n${body('await Promise.all(ids.map((id) => limiter.schedule(() => load(id))));')}`,
    undefined,
  ],
  'a thread for each, waited for': [
    body(
      "await Promise.all(files.map((file) => new Promise((resolve) => new Worker(file).once('exit', resolve))));",
    ),
    START,
  ],
  'a thread for each, left alone': [body('for (const file of files) new Worker(file);'), MAKING],
  'a thread for each, by forEach': [
    body('files.forEach((file) => { new Worker(file); });'),
    MAKING,
  ],
  'nothing in between': [body('await Promise.all(ids.map((id) => load(id)));'), START],
};

describe.each(['recommended', 'strict'] as const)('%s', (preset) => {
  it.each(Object.entries(programs))('%s', (_, [program, owner]) => {
    expect(find('program.ts', head + program, preset).map(({ checkId }) => checkId)).toEqual(
      owner === undefined ? [] : [owner],
    );
  });

  const cases = [START, MAKING].flatMap((id) =>
    readdirSync(join(fixtures, id)).map((name) => join(id, name)),
  );

  it.each(cases)('%s', (name) => {
    const folder = join(fixtures, name);
    const file = readdirSync(folder).find((entry) => entry.startsWith('input.')) ?? 'input.ts';
    const places = find(join(folder, file), readFileSync(join(folder, file), 'utf8'), preset);
    const shared = places.filter((one) =>
      places.some(
        (other) => other.checkId !== one.checkId && isOverlapping(one.range, other.range),
      ),
    );
    expect(shared.map(({ range }) => range)).toEqual([]);
  });
});
