// Type-checks every rewritten TypeScript fixture, strictly, with the types of the packages that are
// installed: a rewrite brings no new error.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(
  new URL('../../../fixtures/checks/no-unlimited-concurrency', import.meta.url),
);
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'output.ts')));

const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  experimentalDecorators: true,
  esModuleInterop: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
};

/**
 * What packages declare of the calls that are rewritten, whatever version other tools have
 * installed.
 */
const packages = `
declare module 'bullmq' { export class Worker { constructor(name: string, run?: unknown, options?: { concurrency?: number; connection?: unknown }) } export class Queue { constructor(name: string, options?: object) } }
declare module 'bull' { export interface Queue { process(concurrency: number, run: unknown): Promise<void>; process(name: string, concurrency: number, run: unknown): Promise<void>; process(name: string, run: unknown): Promise<void>; process(run: unknown): Promise<void> } const Bull: { new (name: string): Queue }; export default Bull; }
declare module 'p-map' { export default function pMap<T, R>(items: Iterable<T>, map: (item: T) => Promise<R>, options?: { concurrency?: number; stopOnError?: boolean }): Promise<R[]> }
declare module 'piscina' { export default class Piscina { constructor(options?: { filename?: string; maxThreads?: number }) } }
`;

/** The standard libraries and the installed packages are the same for every program. */
const libraries = new Map<string, ts.SourceFile | undefined>();

function getErrors(name: string, file: string): readonly string[] {
  const path = join(folder, name, 'main.ts');
  const declarations = join(folder, name, 'packages.d.ts');
  const texts = new Map([
    [path, readFileSync(join(folder, name, file), 'utf8')],
    [declarations, packages],
  ]);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (one) => texts.has(one) || fileExists(one);
  host.readFile = (one) => texts.get(one) ?? readFile(one);
  host.getSourceFile = (one, language, onError) => {
    const text = texts.get(one);
    if (text !== undefined) return ts.createSourceFile(one, text, language);
    if (!libraries.has(one)) libraries.set(one, getSourceFile(one, language, onError));
    return libraries.get(one);
  };
  const program = ts.createProgram([path, declarations], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((one) => ts.flattenDiagnosticMessageText(one.messageText, ' '));
}

describe('rewritten fixtures type-check as well as before', () => {
  it.each(cases)('%s', (name) => {
    const before = getErrors(name, 'input.ts');
    expect(getErrors(name, 'output.ts').filter((error) => !before.includes(error))).toEqual([]);
    // What a fixture imports besides is not there; nothing else may be wrong with it.
    expect(
      before.filter((error) => !/^Cannot find module|implicitly has an 'any' type/.test(error)),
    ).toEqual([]);
  });
});
