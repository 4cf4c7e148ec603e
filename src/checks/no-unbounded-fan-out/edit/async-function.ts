// Makes the function around a fan-out async.
import type { FanOutFact } from '../../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../../syntax/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';

/** Whether the function around can become async: it gives a promise of its own in any case. */
export function canBecomeAsync(
  { functionScopes }: ModuleFacts,
  { site, collector, functionScope }: FanOutFact,
): boolean {
  const scope = functionScopes[functionScope];
  return (
    site.givesPromise &&
    (site.kind === 'return' || site.kind === 'concise') &&
    collector.specifier === undefined &&
    (scope?.kind === 'function' || scope?.kind === 'arrow' || scope?.kind === 'method') &&
    scope.signature !== undefined
  );
}

/** Puts `async` in front of the function around, where it isn't there yet. */
export function makeAsync(
  { functionScopes }: ModuleFacts,
  { site, functionScope }: FanOutFact,
): readonly TextEdit[] {
  const at = functionScopes[functionScope]?.signature?.asyncAt;
  return site.canAwait || at === undefined ? [] : [{ range: [at, at], text: 'async ' }];
}
