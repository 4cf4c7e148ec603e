// Why an import of the project's own module stays as it is although a plan names it.
import type { RefusalDefinition } from '../refusals.ts';

export const CUT_REFUSALS = {
  B135: {
    kind: 'final',
    text: '`{{module}}` has side effects at startup: {{why}}. Move them to where they are needed, or make an import closer to the package lazy.',
    example: { module: './image', why: 'src/image.ts:8' },
  },
  B136: {
    kind: 'final',
    text: '`{{module}}` exports `{{variable}}`, which is reassigned later, so a copy of it would be stale. Export a function that returns it.',
    example: { module: './image', variable: 'converted' },
  },
  B137: {
    kind: 'final',
    text: "It can't be started later, in a function of its own: {{why}}. Give it a statement that needs `{{module}}` alone.",
    example: { module: './image', why: 'it uses `routes` at startup' },
  },
  B138: {
    kind: 'final',
    text: 'Functions use it outside the startup call too, and would fail while `{{env}}` is `{{is}}`. Handle that case in them.',
    example: { env: 'NO_IMAGES', is: 'true' },
  },
  B139: {
    kind: 'final',
    text: '{{where}} uses it, and another module calls that function at startup, so nothing would be gained. Make that call when it is first needed.',
    example: { where: '`convertLogo`' },
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;
