// The command `npm run readme`: writes the rule table of README.md, and the page of all refusals.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renewReadme } from './readme.ts';
import { buildRefusalsPage } from './refusals-page.ts';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);

writeFileSync(readme, renewReadme(readFileSync(readme, 'utf8')));
writeFileSync(
  new URL('rules/refusals.md', root),
  buildRefusalsPage(fileURLToPath(new URL('fixtures', root))),
);
