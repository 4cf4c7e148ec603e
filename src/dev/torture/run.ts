// One run: all files as they are, then mutants of them.
import { createRandom, pick } from '../random.ts';
import { findEarlyErrors, parseModule } from '../../syntax/parse.ts';
import { toSourceText, type SourceText } from '../../text/source-text.ts';
import { readFile } from './files.ts';
import type { Fault, Judge } from './judge.ts';
import { mutate } from './mutate.ts';
import { readMaterial } from './places.ts';

/** What goes wrong with one text. */
export interface Case {
  readonly path: string;
  /** What makes the same mutant of this file again; absent for the file as it is. */
  readonly seed?: number;
  readonly source: SourceText;
  readonly faults: readonly Fault[];
}

/** What a run counts. */
export interface Counts {
  files: number;
  mutants: number;
  rewritten: number;
}

/** Judges files as they are. */
export function* judgeFiles(
  paths: readonly string[],
  judge: Judge,
  counts: Counts,
): Iterable<Case> {
  for (const path of paths) {
    const source = readFile(path);
    if (!source) continue;
    counts.files += 1;
    const { faults, isRewritten } = judge(source);
    if (isRewritten) counts.rewritten += 1;
    if (faults.length > 0) yield { path, source, faults };
  }
}

/** A file may give nothing: it need not parse, nor what is put into it. */
const TRIES = 20;

/** Judges mutants. The first is made by the seed, the next by the one after it. */
export function* judgeMutants(
  paths: readonly string[],
  judge: Judge,
  counts: Counts,
  { count, seed }: { readonly count: number; readonly seed: number },
): Iterable<Case> {
  for (let own = seed; own < seed + count; own += 1) {
    const mutant = makeMutant(paths, own);
    if (!mutant) continue;
    counts.mutants += 1;
    const { faults, isRewritten } = judge(mutant.source);
    if (isRewritten) counts.rewritten += 1;
    if (faults.length > 0) yield { ...mutant, faults };
  }
}

function makeMutant(paths: readonly string[], seed: number): Omit<Case, 'faults'> | undefined {
  const random = createRandom(Math.imul(seed, 0x9e37_79b1) >>> 0);
  for (let left = TRIES; left > 0; left -= 1) {
    const path = pick(paths, random);
    // From the seed alone, so that the file gives the same mutant where it is the only one.
    const own = createRandom(Math.imul(seed, 0x85eb_ca6b) >>> 0);
    const original = readFile(path);
    const material = original && readMaterial(original);
    if (!material) continue;
    for (let more = TRIES; more > 0; more -= 1) {
      const source = toSourceText(original.path, mutate(material, own));
      if (fits(original, source)) return { path, seed, source };
    }
  }
  return undefined;
}

/** Whether a mutant is a program as its original is. */
function fits(original: SourceText, mutant: SourceText): boolean {
  if ('message' in parseModule(mutant)) return false;
  const known = new Set(findEarlyErrors(original));
  return findEarlyErrors(mutant).every((message) => known.has(message));
}
