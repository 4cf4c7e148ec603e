// The command `npm run fuzz -- --grammar imports --count 2000 --seed 1`: checks that random
// programs behave the same before and after a rewrite.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fanOutPrograms, type FanOutProgram } from './fan-out-grammar.ts';
import { heavyImportPrograms } from './heavy-import-grammar.ts';
import { judgeFanOut } from './judge-fan-out.ts';
import { judgeHeavyImports } from './judge-heavy-imports.ts';
import { judgeTypes } from './judge-types.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    path: { type: 'string' },
    grammar: { type: 'string', default: 'fan-outs' },
  },
});

// The programs leave rejections unhandled on purpose.
process.removeAllListeners('warning');

const seed = Number(values.seed);
let [rewritten, refused] = [0, 0];
const fanOuts = fc.asyncProperty(fanOutPrograms, async (program) => {
  for (const verdict of await judgeFanOut(program)) {
    if (verdict.isRewritten) rewritten += 1;
    else refused += 1;
    if (verdict.differences.length > 0) throw new Error(toReport(program, verdict));
  }
});
const imports = fc.property(heavyImportPrograms, (program) => {
  for (const { differences, output, isRewritten, program: one } of judgeHeavyImports([program])) {
    if (isRewritten) rewritten += 1;
    else refused += 1;
    if (differences.length === 0) continue;
    const head = `${one.mode.name}, package ${one.packageName}`;
    throw new Error([head, ...differences, '--- before', one.text, '--- after', output].join('\n'));
  }
});
const options = {
  numRuns: Number(values.count),
  seed,
  ...(values.path !== undefined && { path: values.path }),
};
if (values.grammar === 'types') {
  reportTypes(judgeTypes(fc.sample(fanOutPrograms, { seed, numRuns: options.numRuns })));
} else {
  report(
    values.grammar,
    values.grammar === 'imports' ? fc.check(imports, options) : await fc.check(fanOuts, options),
  );
}

/** What counts of a run of fast-check. */
interface Result {
  readonly numRuns: number;
  readonly failed: boolean;
  readonly counterexamplePath: string | null;
  readonly errorInstance: unknown;
}

function report(name: string, result: Result): void {
  console.log(
    `${name}: ${String(result.numRuns)} programs, seed ${String(seed)}: ${String(rewritten)} rewritten, ${String(refused)} left as they were`,
  );
  if (!result.failed) return;
  console.log(
    `A difference; repeat it with --seed ${String(seed)} --path ${result.counterexamplePath ?? ''}`,
  );
  console.log(
    result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance,
  );
  process.exitCode = 1;
}

function reportTypes({ faults, rewritten: count }: ReturnType<typeof judgeTypes>): void {
  console.log(
    `types: ${String(options.numRuns)} programs, seed ${String(seed)}: ${String(count)} rewrites of programs without type errors, ${String(faults.length)} with one`,
  );
  for (const { mode, text, output, errors } of faults.slice(0, 5))
    console.log([`mode ${mode}`, ...errors, '--- before', text, '--- after', output].join('\n'));
  if (faults.length > 0) process.exitCode = 1;
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
