// The jscodeshift transform of `src/checks/no-eager-heavy-import/check.ts`.
import { noEagerHeavyImport as check } from '../src/checks/no-eager-heavy-import/check.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
