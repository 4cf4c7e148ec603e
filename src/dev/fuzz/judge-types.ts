// Gives generated programs types, rewrites those without type errors, and reports new ones.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { FanOutProgram } from './fan-out-grammar.ts';
import { compileTexts, getTypeErrors } from '../compile-texts.ts';
import { MODES, rewrite } from './judge-fan-out.ts';

/** A rewrite that brings a type error. */
export interface TypeFault {
  readonly mode: string;
  readonly text: string;
  readonly output: string;
  readonly errors: readonly string[];
}

/**
 * A function in place that gives a promise or a value, for which `p-limit` has no type, and a spread
 * of one result, whose error TypeScript finds or not depending on other statements.
 */
const UNTYPABLE = /\(\(x\) => [^;]*(?:&&|\?)[^;]*\)\(x\)|\.\.\.\(await Promise\.(?:race|any)/;

/** The types of the names that every program has. */
const TYPED: readonly (readonly [string, string])[] = [
  ['const live = {', 'const live: { list: number[]; set: Set<number> } = {'],
  ['const later = []', 'const later: (() => unknown)[] = []'],
  ['const send = async (x) =>', 'const send = async (x: number) =>'],
  ['async send(x) {', 'async send(x: number) {'],
  ['const grow = (x) =>', 'const grow = (x: number) =>'],
  ['main(xs, limit)', 'main(xs: number[], limit: number): Promise<unknown>'],
];

const GLOBALS = `
declare module 'p-limit' {
  interface Limit { <A extends unknown[], R>(fn: (...args: A) => PromiseLike<R> | R, ...args: A): Promise<R> }
  export default function pLimit(concurrency: number): Limit;
}
declare function fetch(url: string): Promise<{ id: number }>;
declare function ask(): boolean;
declare function pause(): Promise<void>;
declare function rest(): Promise<void>;
declare function log(...words: unknown[]): void;
`;

const getOptions = (): ts.CompilerOptions => ({
  strict: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
  types: [],
});

/**
 * Judges programs in every mode.
 * @returns the faults, and how many programs had no type error and were rewritten
 */
export function judgeTypes(programs: readonly FanOutProgram[]): {
  readonly faults: readonly TypeFault[];
  readonly rewritten: number;
} {
  const texts = programs.map(({ text }) => toTyped(text));
  const before = findErrors(texts);
  const sound = texts.filter((text, index) => before[index]?.length === 0 && !UNTYPABLE.test(text));
  const outputs = Object.entries(MODES).flatMap(([mode, options]) =>
    sound.flatMap((text) => {
      const { output } = rewrite(text, options);
      return output === text ? [] : [{ mode, text, output }];
    }),
  );
  const after = findErrors(outputs.map(({ output }) => output));
  const faults = outputs.flatMap((one, index) => {
    const errors = after[index] ?? [];
    return errors.length > 0 ? [{ ...one, errors }] : [];
  });
  return { faults, rewritten: outputs.length };
}

function toTyped(text: string): string {
  return TYPED.reduce((typed, [bare, annotated]) => typed.replace(bare, annotated), text);
}

/** The type errors of each text, all compiled in one program. */
function findErrors(texts: readonly string[]): readonly (readonly string[])[] {
  const folder = dirname(fileURLToPath(import.meta.url));
  const paths = texts.map((_, index) => join(folder, `program-${String(index)}.ts`));
  const files = new Map(paths.map((path, index) => [path, texts[index] ?? '']));
  files.set(join(folder, 'globals.d.ts'), GLOBALS);
  const program = compileTexts(files, getOptions());
  return paths.map((path) => getTypeErrors(program, path));
}
