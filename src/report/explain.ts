// Explains a finding as a tree: what becomes async, what awaits it, where that stops and why. Pure.
import { isRefusal } from '../checks/define-check.ts';
import type { PropagationStep } from '../checks/async-propagation/propagate.ts';
import type { Promotion } from '../checks/async-propagation/promote.ts';
import type { Finding } from '../checks/define-check.ts';
import { colorCode, type Colors } from './colors.ts';

/** A finding with its fix and what follows from that in other functions. */
export interface Explanation extends Promotion {
  readonly finding: Finding;
}

/** Formats the explanations for the findings of a line. */
export function formatExplanations(explanations: readonly Explanation[], colors: Colors): string {
  return explanations.map((one) => formatExplanation(one, colors)).join('\n\n');
}

function formatExplanation({ finding, fix, propagation }: Explanation, colors: Colors): string {
  const verdict =
    fix === undefined
      ? []
      : [
          isRefusal(fix)
            ? colors.yellow(`refused ${fix.code}`) + `  ${colorCode(fix.reason, colors)}`
            : `${colors.green('rewrite')}  ${colorCode(fix.summary, colors)}`,
        ];
  const notes =
    fix && !isRefusal(fix) ? fix.notes.map((note) => `  Note: ${colorCode(note, colors)}`) : [];
  const tree = propagation
    ? ['', ...propagation.step.steps.flatMap((step) => formatStep(step, colors))]
    : [];
  return [colorCode(finding.message, colors), ...verdict, ...notes, ...tree].join('\n');
}

function formatStep({ text, steps }: PropagationStep, colors: Colors): readonly string[] {
  return [
    colorCode(text, colors),
    ...steps.flatMap((step, index) => {
      const isLast = index === steps.length - 1;
      const [first = '', ...rest] = formatStep(step, colors);
      return [
        `${isLast ? '└─ ' : '├─ '}${first}`,
        ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`),
      ];
    }),
  ];
}
