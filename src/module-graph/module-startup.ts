// What evaluating one module loads and calls, as node numbers of the store.
import { toImportEmit } from '../resolve/compiler-options.ts';
import type { ImportedCall } from '../syntax/modules/facts.ts';
import { isErased } from '../syntax/modules/startup-facts.ts';
import {
  getVerdict,
  readQueued,
  resolveTarget,
  type ModuleState,
  type ModuleStore,
} from './module-store.ts';
import type { ModuleStartup, NodeCall, NodeLoad } from './startup-walk.ts';

/** What a module loads at startup; undefined if the node is not a module. Parses it. */
export function getModuleStartup(store: ModuleStore, id: number): ModuleStartup | undefined {
  const state = store.states.get(id);
  return state && (state.startup ??= toModuleStartup(store, state));
}

/** Everything that a module may load, as if loaded at startup, with the record -1. */
export function getPossibleStartup({ states }: ModuleStore, id: number): ModuleStartup | undefined {
  const state = states.get(id);
  if (!state) return undefined;
  state.possible ??= {
    eager: Array.from(state.reached, (to): NodeLoad => ({ to, record: -1 })),
    calls: [],
    functions: new Map(),
    links: [],
  };
  return state.possible;
}

function toModuleStartup(store: ModuleStore, state: ModuleState): ModuleStartup {
  const { path } = state;
  const facts = getVerdict(store, state).startup;
  const loads = findLoads(store, state);
  const toNode = (specifier: string): number => resolveTarget(store, path, specifier, 'import');
  const toCalls = (calls: readonly ImportedCall[]): readonly NodeCall[] =>
    calls.map(({ specifier, key }) => ({ to: toNode(specifier), key })).filter(isThere);
  const startup: ModuleStartup = {
    eager: loads.filter(({ to, record }) => to >= 0 && facts.loads[record]?.atStartup === true),
    calls: toCalls(facts.calls),
    functions: new Map(
      Object.entries(facts.functions).map(([key, one]) => [
        key,
        {
          loads: one.loads.flatMap((index) => loads[index] ?? []).filter(isThere),
          calls: toCalls(one.calls),
        },
      ]),
    ),
    links: facts.links
      .map(({ name, specifier, imported }) => ({ name, imported, to: toNode(specifier) }))
      .filter(isThere),
  };
  state.named = loads.map(({ to }) => to);
  readQueued(store);
  return startup;
}

/** The loads of a module; those that TypeScript elides have no node. */
function findLoads(store: ModuleStore, state: ModuleState): readonly NodeLoad[] {
  const { path } = state;
  const { options } = store.getCompilation(path);
  const emit = /\.[mc]?tsx?$/.test(path) ? toImportEmit(options) : undefined;
  return getVerdict(store, state).startup.loads.map(({ form, specifier, erasure }, record) => {
    if (emit && isErased(erasure, emit)) return { to: -1, record };
    const kind = form === 'require' || form === 'import-equals' ? 'require' : 'import';
    return { to: resolveTarget(store, path, specifier, kind), record };
  });
}

function isThere({ to }: { readonly to: number }): boolean {
  return to >= 0;
}
