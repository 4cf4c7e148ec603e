import { expect, it } from 'vitest';
import { toSourceText } from '../../text/source-text.ts';
import { analyzeModule, isParseFailure } from '../analyze.ts';

it('a parameter may be typed by its own name', () => {
  const text = `export const load = (t: t.Client, ids: string[]) =>
  Promise.all(ids.map((id) => t.user.find(id)));`;
  const facts = analyzeModule(toSourceText('/a/load.ts', text));
  if (isParseFailure(facts)) throw new Error(facts.message);
  expect(facts.fanOuts).toMatchObject([
    { task: { calls: [{ path: 't.user.find', typeName: 'Client' }] } },
  ]);
});
