// The ESLint rule of `src/checks/no-unlimited-concurrency/check.ts`. Must not decide anything.
import { noUnlimitedConcurrency as check } from '../src/checks/no-unlimited-concurrency/check.ts';
import { createRule } from './create-rule.ts';

export const noUnlimitedConcurrency = createRule(check, { type: 'problem' });
