// The jscodeshift transform of `src/checks/no-unlimited-concurrency.ts`. Must not decide anything.
import { noUnlimitedConcurrency as check } from '../src/checks/no-unlimited-concurrency.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
