// The ESLint rule of `src/checks/no-heavy-import-chain/check.ts`. Must not decide anything.
import { noHeavyImportChain as check } from '../src/checks/no-heavy-import-chain/check.ts';
import { createRule } from './create-rule.ts';

export const noHeavyImportChain = createRule(check, { type: 'suggestion' });
