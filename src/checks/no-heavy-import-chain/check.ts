// Imports of the project's own modules by which a start comes to load heavy packages. Where to cut
// is decided over the whole graph, by `chain-cuts`; this file words it.
import { describeCost } from '../../catalogue/cost.ts';
import type { Range } from '../../text/range.ts';
import { findLoad, getDeferral } from './chain-cuts.ts';
import { defineCheck, type ChainCut, type Match } from '../define-check.ts';
import { getUsers, toList } from '../no-eager-heavy-import/check.ts';

interface HeavyChain extends Match {
  readonly range: Range;
  readonly cut: ChainCut;
  /** Functions that use it later. */
  readonly users: readonly string[];
}

export const noHeavyImportChain = defineCheck<HeavyChain>({
  id: 'no-heavy-import-chain',
  docs: {
    type: 'suggestion',
    description: 'disallow imports of local modules that load heavy packages on every start',
    recommended: true,
  },
  messages: {
    inside:
      '`{{module}}` loads {{packages}} on every start: {{cost}}. The chain is `{{chain}}`. Import it inside {{users}} instead{{others}}.',
    later:
      '`{{module}}` loads {{packages}} on every start: {{cost}}. The chain is `{{chain}}`. Import it when it is first needed{{others}}.',
  },
  schema: {
    type: 'object',
    properties: {
      report: {
        enum: ['costly', 'all'],
        description:
          'costly: packages that cost much or belong to a heavy stack; all: small native packages too',
      },
    },
    additionalProperties: false,
  },
  presets: { recommended: { report: 'costly' }, strict: { report: 'all' } },
  usesGraph: true,
  mayMatch: (text) => /\b(?:import|require)\b/.test(text),
  *find(facts, { chains = [], host }) {
    for (const cut of chains) {
      const load = findLoad(facts, cut);
      if (!load) continue;
      const deferral = getDeferral(load, facts, host.elision);
      yield { range: load.range, cut, users: deferral ? getUsers(deferral, facts) : [] };
    }
  },
  describe({ cut, users }) {
    const [first] = cut.packages;
    const data = {
      module: cut.specifier,
      packages:
        toList(cut.packages.map(({ name }) => `\`${name}\``).slice(0, 3)) +
        (cut.packages.length > 3 ? ` and ${String(cut.packages.length - 3)} more` : ''),
      cost: first ? describeCost(first) : '',
      chain: cut.chain.join(' → '),
      users: toList(users),
      others:
        cut.others === 0
          ? ''
          : `, and so ${cut.others === 1 ? 'the other import' : `the ${String(cut.others)} other imports`} that ${cut.others === 1 ? 'leads' : 'lead'} there`,
    };
    return { messageId: users.length > 0 ? 'inside' : 'later', data };
  },
});
