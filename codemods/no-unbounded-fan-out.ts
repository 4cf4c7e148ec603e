// The jscodeshift transform of `src/checks/no-unbounded-fan-out/check.ts`.
import { noUnboundedFanOut as check } from '../src/checks/no-unbounded-fan-out/check.ts';
import { createCodemod } from './create-codemod.ts';

export default createCodemod(check);
