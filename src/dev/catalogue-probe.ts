// Knows how to load the specifiers of its arguments and tell what the process has used up by then, on file descriptor 3.
// Runs as a copy inside the project it measures, so it imports nothing but Node's own modules.
import { writeSync } from 'node:fs';

for (const specifier of process.argv.slice(2)) await import(specifier);

const wallMs = performance.now();
const { user, system } = process.cpuUsage();
const { rss } = process.memoryUsage();
const report = process.report.getReport();
const libraries = 'sharedObjects' in report ? report.sharedObjects : [];

writeSync(3, JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, rssMB: rss / 2 ** 20, libraries }));
process.exit(0);
