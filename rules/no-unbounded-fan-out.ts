// The ESLint rule of `src/checks/no-unbounded-fan-out/check.ts`. Must not decide anything.
import { noUnboundedFanOut as check } from '../src/checks/no-unbounded-fan-out/check.ts';
import { createRule } from './create-rule.ts';

export const noUnboundedFanOut = createRule(check, { type: 'problem' });
