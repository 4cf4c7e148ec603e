// The files of a new check, before anybody has thought about it. They compile, and the tests are
// red until the TODOs are gone.

/** What is asked for. */
export interface NewCheck {
  readonly id: string;
  readonly hasCodemod: boolean;
  /** The hundred of its refusal codes: 4 for `B401` and on. */
  readonly hundred: number;
  /** It asks the module graph, so its cases are more than one file. */
  readonly hasGraph: boolean;
}

/** The name of a check in code: `no-foo-bar` → `noFooBar`. */
export function toIdentifier(id: string): string {
  return id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Paths and texts of all files of a new check. */
export function buildFiles(check: NewCheck): Readonly<Record<string, string>> {
  const { id, hasCodemod } = check;
  return {
    [`src/checks/${id}/check.ts`]: buildCheck(check),
    [`rules/${id}.md`]: buildPage(check),
    ...(hasCodemod && {
      [`src/checks/${id}/refusals.ts`]: buildRefusals(check),
      [`codemods/${id}.ts`]: buildCodemod(id),
    }),
    ...buildCase(check, 'flagged-use', 'flagged: the shape that the check is about'),
    ...buildCase(check, 'harmless-look-alike', 'not flagged: it looks like the shape, and is none'),
    ...(hasCodemod &&
      buildCase(
        check,
        'use-that-stays',
        'flagged, and refused: no rewrite keeps its promise here',
      )),
  };
}

function buildCheck({ id, hasCodemod, hasGraph, hundred }: NewCheck): string {
  const match = `${toIdentifier(id).replace(/^./, (letter) => letter.toUpperCase())}Match`;
  return `// TODO: what is found, in a line.
import type { Range } from '../../text/range.ts';
import { defineCheck, type Match } from '../define-check.ts';
${hasCodemod ? "import { refusals, refuse } from './refusals.ts';\n" : ''}
interface ${match} extends Match {
  readonly range: Range;
}

export const ${toIdentifier(id)} = defineCheck<${match}>({
  id: '${id}',
  docs: {
    type: 'suggestion',
    description: 'disallow TODO, in one line of the rule table',
    recommended: true,
  },
  messages: {
    found: 'TODO: one sentence of fact. One of action.',
  },
  schema: { type: 'object', properties: {}, additionalProperties: false },
  presets: { recommended: {}, strict: {} },${hasCodemod ? '\n  refusals,' : ''}
  mayMatch: (text) => text.includes('TODO'),
  // TODO: \`find(facts, context)\` decides, from facts alone${hasGraph ? ' and the module graph of the context' : ''}.
  find: () => [],
  describe: () => ({ messageId: 'found', data: {} }),${hasCodemod ? `\n  edit: (match) => refuse('${toCode(hundred)}', match.range),` : ''}
});
`;
}

function buildRefusals({ id, hundred }: NewCheck): string {
  return `// Every reason for which \`${id}\` leaves a finding as it is, by code.
import { createRefuse, type RefusalDefinition } from '../refusals.ts';

export const refusals = {
  ${toCode(hundred)}: {
    kind: 'final',
    text: 'TODO: why it stays. The way out.',
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** Makes a refusal of a code, about a piece of text. */
export const refuse = createRefuse(refusals);
`;
}

/** The first code of a check: each has a hundred of its own. */
function toCode(hundred: number): string {
  return `B${String(hundred)}01`;
}

function buildCodemod(id: string): string {
  return `// The jscodeshift transform of \`src/checks/${id}/check.ts\`.
import { ${toIdentifier(id)} as check } from '../src/checks/${id}/check.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
`;
}

function buildPage({ id, hasCodemod }: NewCheck): string {
  const codemod = `\`ballast fix --only ${id}\`, or jscodeshift with \`eslint-plugin-ballast/codemods/${id}.js\``;
  const rewrite = `
## What the codemod does

TODO: what it writes, and what it keeps.

## What it refuses

TODO: by code, with the way out.
`;
  return `# \`ballast/${id}\`

Disallow TODO, in one line of the rule table.

| | |
|---|---|
| Presets | \`recommended\`, \`strict\` |
| In the editor | ${hasCodemod ? 'a suggestion' : 'nothing'} |
| Codemod | ${hasCodemod ? codemod : 'none'} |
| Options | none |

TODO: why it matters.

## What it reports

<!-- incorrect -->
\`\`\`ts
TODO();
\`\`\`

## What it doesn't report

<!-- correct -->
\`\`\`ts
TODO();
\`\`\`
${hasCodemod ? rewrite : ''}`;
}

function buildCase(
  { id, hasGraph }: NewCheck,
  name: string,
  what: string,
): Readonly<Record<string, string>> {
  const folder = `fixtures/checks/${id}/${name}`;
  const input = hasGraph ? "import { TODO } from './other.js';\n\n" : '';
  return {
    [`${folder}/input.ts`]: `${input}// TODO, ${what}\nTODO();\n`,
    // A test writes an output that is missing, but never one that is wrong.
    [`${folder}/findings.txt`]:
      'TODO: run the tests, then let vitest -u write what you have read and agree with.\n',
    ...(hasGraph && { [`${folder}/other.ts`]: 'export const TODO = (): void => undefined;\n' }),
  };
}
