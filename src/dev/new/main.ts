// The command `npm run new -- <id> [--codemod] [--graph]`.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NewCheckError, writeNewCheck } from './check.ts';

const USAGE = `npm run new -- <id> [--codemod] [--graph]

  --codemod  it can rewrite what it finds
  --graph    it asks the module graph, so that its cases are more than one file`;

try {
  await main();
} catch (error) {
  if (!isUsageError(error)) throw error;
  console.error(`new: ${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { codemod: { type: 'boolean' }, graph: { type: 'boolean' } },
  });
  const [id, ...rest] = positionals;
  if (id === undefined || rest.length > 0)
    throw new NewCheckError('It takes the name of one check.');
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const paths = await writeNewCheck(root, {
    id,
    hasCodemod: values.codemod === true,
    hasGraph: values.graph === true,
  });
  console.log(
    [
      ...paths,
      '',
      'Its tests are red now. Edit the fixtures, the check and the page, then run',
      `  npx vitest run src/checks/fixtures rules -t ${id} -u`,
      '  npm run readme',
    ].join('\n'),
  );
}

function isUsageError(error: unknown): error is Error {
  return (
    error instanceof NewCheckError ||
    (error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS'))
  );
}
