// The jscodeshift transform of `src/checks/no-eager-heavy-import/check.ts`. Must not decide anything.
import { noEagerHeavyImport as check } from '../src/checks/no-eager-heavy-import/check.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
