// The ESLint rule of `src/checks/no-eager-heavy-import/check.ts`. Must not decide anything.
import { noEagerHeavyImport as check } from '../src/checks/no-eager-heavy-import/check.ts';
import { createRule } from './create-rule.ts';

export const noEagerHeavyImport = createRule(check, { type: 'suggestion' });
