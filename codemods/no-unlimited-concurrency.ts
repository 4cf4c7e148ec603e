// The jscodeshift transform of `src/checks/no-unlimited-concurrency/check.ts`.
import { noUnlimitedConcurrency as check } from '../src/checks/no-unlimited-concurrency/check.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
