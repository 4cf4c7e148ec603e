// The text of `codemods/<id>.js`: what jscodeshift is given, and what goes on to the built codemod.
// Depends on how jscodeshift loads a transform.

/**
 * Writes the stub of a codemod. jscodeshift turns the file it is given into CommonJS, unless it
 * runs with `--no-babel`; the built
 * codemod is an ES module and must reach Node as it is. `new Function` hides the `import()` from
 * the compiler.
 */
export function buildStub(id: string): string {
  const target = `'../dist/codemods/${id}.js'`;
  return `// Built by \`npm run build\`: hands jscodeshift the codemod of \`${id}\`.
import { pathToFileURL } from 'node:url';

export default async function transform(file, api, options) {
  const codemod = typeof __filename === 'string'
    ? await new Function('url', 'return import(url)')(new URL(${target}, pathToFileURL(__filename)).href)
    : await import(${target});
  return codemod.default(file, api, options);
}
`;
}
