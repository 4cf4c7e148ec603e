// What the fix engine refuses itself, for every check that edits.
import type { Range } from '../text/range.ts';
import { createRefuse, type Refusal, type RefusalDefinition } from './refusals.ts';

export const ENGINE_REFUSALS = {
  B134: {
    kind: 'final',
    text: 'The rewrite was undone because the type check found a new error: {{why}}',
    example: { why: "src/render.ts: TS18047 'image' is possibly 'null'." },
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** Of defects of this project. No page lists them, as no program is known that leads to one. */
const DEFECT_REFUSALS = {
  B140: {
    kind: 'final',
    text: 'The rewrite also changes {{file}}, which could not be rewritten.',
    example: { file: 'src/render.ts' },
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;

/** Whether a refusal is about what a rewrite brought: without it, the rewrite would be made again. */
export function isEngineRefusal({ code }: Refusal): boolean {
  return code in ENGINE_REFUSALS || code in DEFECT_REFUSALS;
}

/** The refusal of a rewrite that also changes a file which failed. */
export function refuseWithFailed(range: Range, file: string): Refusal {
  return createRefuse(DEFECT_REFUSALS)('B140', range, { file });
}

/** The refusal of a rewrite that was taken back. @param why the type error that it brought */
export function refuseTakenBack(range: Range, why: string): Refusal {
  return createRefuse(ENGINE_REFUSALS)('B134', range, { why });
}
