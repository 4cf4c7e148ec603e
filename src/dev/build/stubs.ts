// The text of `codemods/<id>.js`, which jscodeshift loads and which calls the built codemod.

/**
 * Builds the stub of a codemod. jscodeshift compiles the file it is given to CommonJS, unless it
 * runs with `--no-babel`; the built codemod is an ES module and must reach Node unchanged. `new
 * Function` hides the `import()` from that compiler.
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
