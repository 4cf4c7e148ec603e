// The text of a function that does what the module did at its start, only that nothing waits for
// it, and that a failure ends nothing.
import type { ModuleFacts } from '../../../syntax/facts.ts';
import type { TextStyle } from '../../../text/style.ts';
import {
  capitalize,
  getBaseName,
  indentLines,
  toNewName,
  type Loader,
  type LoaderParts,
} from './loader.ts';

/** What an initializer has besides its parts. */
export interface InitializerOptions {
  /** The loader that it asks, where other functions use what it loads. */
  readonly loader?: Loader | undefined;
  /** Whether the module calls it: otherwise another function does, which waits for it. */
  readonly isCalledByModule: boolean;
}

/**
 * Writes the function and its call. Where other functions use what it loads, it goes through their
 * loader, so that all share one load
 * and one start.
 */
export function buildInitializer(
  { body, guards, specifier }: LoaderParts,
  { loader, isCalledByModule }: InitializerOptions,
  facts: ModuleFacts,
  { eol, indent, quote, semicolon }: TextStyle,
): Loader & { readonly name: string } {
  const base = getBaseName([], specifier.replace(/^(?:.*\/)?([^/]+?)(?:\.[cm]?[jt]sx?)?$/, '$1'));
  const name = toNewName(`initialize${capitalize(base)}`, facts);
  const lines = [
    `async function ${name}()${facts.isTypeScript ? ': Promise<void>' : ''} {`,
    ...guards.map(
      (guard) =>
        `${indent}if (process.env${toKey(guard.env, quote)} === ${quote}${guard.is}${quote}) return${semicolon}`,
    ),
    `${indent}try {`,
    ...(loader ? [loader.ask([])] : body).map((line) =>
      indentLines(indentLines(line, indent), indent),
    ),
    `${indent}} catch (error) {`,
    `${indent}${indent}console.error(${quote}${specifier} did not start:${quote}, error)${semicolon}`,
    `${indent}}`,
    '}',
    ...(isCalledByModule ? ['', `${facts.isTypeScript ? 'void ' : ''}${name}()${semicolon}`] : []),
  ];
  return {
    name,
    text: [...(loader ? [loader.text, ''] : []), ...lines].join(eol),
    ask: (variables) => loader?.ask(variables) ?? '',
  };
}

function toKey(env: string, quote: string): string {
  return /^[A-Za-z_]\w*$/.test(env) ? `.${env}` : `[${quote}${env}${quote}]`;
}
