// Loads the specifiers of its arguments and writes what the process has used to file descriptor 3.
// Its text is run by `node --eval` in the measured project, so it imports only Node's own modules.
import { writeSync } from 'node:fs';

for (const specifier of process.argv.slice(1)) await import(specifier);

const wallMs = performance.now();
const { user, system } = process.cpuUsage();
const { rss } = process.memoryUsage();
const report = process.report.getReport();
const libraries = 'sharedObjects' in report ? report.sharedObjects : [];

writeSync(
  3,
  JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, rssMB: rss / 2 ** 20, libraries }),
);
// eslint-disable-next-line no-restricted-properties -- a separate program, which anything that the import started would keep alive
process.exit(0);
