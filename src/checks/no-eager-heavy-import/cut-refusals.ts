// Why an import of the project's own module stays as it is although a plan names it.
import type { RefusalDefinition } from '../refusals.ts';

export const CUT_REFUSALS = {
  B135: {
    kind: 'final',
    text: '`{{module}}` does more at the start than define what it exports: {{why}}. Move that to where it is meant, or cut nearer to the package.',
    example: { module: './image', why: '…' },
  },
  B136: {
    kind: 'final',
    text: '`{{module}}` exports `{{variable}}`, which changes later, so that a copy of it would be old. Export a function that gives it.',
    example: { module: './image', variable: 'image' },
  },
  B137: {
    kind: 'final',
    text: "It can't go on later in a function of its own: {{why}}. Give it a statement that needs `{{module}}` alone.",
    example: { why: '…', module: './image' },
  },
  B138: {
    kind: 'final',
    text: 'Functions use it besides the call that the module makes at the start, and would fail while `{{env}}` is `{{is}}`. Say in them what they do then.',
    example: { env: 'NO_IMAGES', is: 'true' },
  },
  B139: {
    kind: 'final',
    text: '{{where}} uses it, and another module calls that at the start, so that nothing would be gained. Make that call when it is first needed.',
    example: { where: '`render`' },
  },
} as const satisfies Readonly<Record<string, RefusalDefinition>>;
