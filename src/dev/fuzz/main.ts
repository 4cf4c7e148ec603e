// The command `npm run fuzz -- --count 2000 --seed 1`: programs that are made at random behave the same before and after a rewrite.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fanOutPrograms, type FanOutProgram } from './fan-out-grammar.ts';
import { judgeFanOut } from './judge-fan-out.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    path: { type: 'string' },
  },
});

const seed = Number(values.seed);
let [rewritten, refused] = [0, 0];
const property = fc.asyncProperty(fanOutPrograms, async (program) => {
  for (const verdict of await judgeFanOut(program)) {
    if (verdict.isRewritten) rewritten += 1;
    else refused += 1;
    if (verdict.differences.length > 0) throw new Error(toReport(program, verdict));
  }
});
const result = await fc.check(property, {
  numRuns: Number(values.count),
  seed,
  ...(values.path !== undefined && { path: values.path }),
});
console.log(
  `fan-outs: ${String(result.numRuns)} programs, seed ${String(seed)}: ${String(rewritten)} rewritten, ${String(refused)} left as they were`,
);
if (result.failed) {
  console.log(
    `A difference; repeat it with --seed ${String(seed)} --path ${result.counterexamplePath ?? ''}`,
  );
  console.log(result.errorInstance instanceof Error ? result.errorInstance.message : '');
  process.exitCode = 1;
}

function toReport(
  { text, failing, answers }: FanOutProgram,
  { mode, output, differences }: Awaited<ReturnType<typeof judgeFanOut>>[number],
): string {
  return [
    `mode ${mode}, failing ${JSON.stringify(failing)}, answers ${JSON.stringify(answers)}`,
    ...differences,
    '--- before',
    text,
    '--- after',
    output,
  ].join('\n');
}
