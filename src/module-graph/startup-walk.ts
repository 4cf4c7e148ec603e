// What is loaded when some modules are evaluated: loads that happen at once, and loads of functions
// that the evaluation calls, across files and to a fixed point. Pure: a callback supplies the facts
// of each module.
import type { EdgeColumns } from '../graph/edges.ts';

/** A load: the node that it names, and its index in the module's list of loads. */
export interface NodeLoad {
  readonly to: number;
  readonly record: number;
}

/** A call of another module's export; see `Callable` for keys. */
export interface NodeCall {
  readonly to: number;
  readonly key: string;
}

/** What a module does when it is evaluated, and what its exports do when they are called. */
export interface ModuleStartup {
  readonly eager: readonly NodeLoad[];
  readonly calls: readonly NodeCall[];
  /** By key: what calling an export loads and calls. */
  readonly functions: ReadonlyMap<
    string,
    { readonly loads: readonly NodeLoad[]; readonly calls: readonly NodeCall[] }
  >;
  readonly links: readonly {
    readonly name: string;
    readonly to: number;
    readonly imported: string;
  }[];
}

/** The loads and calls of a startup. */
export interface StartupWalk {
  /** The loads that happen, each once, in the order in which they were found. */
  readonly edges: EdgeColumns;
  /** The called exports, in the modules that define them. */
  readonly calls: readonly NodeCall[];
}

/**
 * Follows the startup from some modules.
 * @param getStartup the facts of a module; undefined if the node is not a module of the project
 * @param isAsked whether a node matters: others are skipped
 */
export function walkStartup(
  roots: readonly number[],
  getStartup: (node: number) => ModuleStartup | undefined,
  isAsked: (node: number) => boolean = () => true,
): StartupWalk {
  const edges: EdgeColumns = { from: [], to: [], record: [] };
  const ran: NodeCall[] = [];
  const visited = new Set<number>();
  const called = new Set<string>();
  const calledLoads = new Set<string>();
  const modules: number[] = [...roots];
  const calls: NodeCall[] = [];
  const load = (from: number, { to, record }: NodeLoad): void => {
    if (!isAsked(to)) return;
    edges.from.push(from);
    edges.to.push(to);
    edges.record.push(record);
    if (!visited.has(to)) modules.push(to);
  };
  const evaluate = (node: number): void => {
    if (visited.has(node)) return;
    visited.add(node);
    const startup = getStartup(node);
    if (!startup) return;
    for (const one of startup.eager) load(node, one);
    for (const one of startup.calls) calls.push(one);
  };
  const call = ({ to, key }: NodeCall): void => {
    const id = `${String(to)} ${key}`;
    if (called.has(id) || !isAsked(to)) return;
    called.add(id);
    const startup = getStartup(to);
    if (!startup) return;
    const own = findKey(startup, key);
    const body = own === undefined ? undefined : startup.functions.get(own);
    if (own !== undefined) ran.push({ to, key: own });
    for (const one of body?.loads ?? []) {
      const place = `${String(to)} ${String(one.record)}`;
      if (!calledLoads.has(place)) load(to, one); // two functions may run the same one
      calledLoads.add(place);
    }
    calls.push(...(body ? body.calls : findPassedOn(startup, key)));
  };
  for (;;) {
    const node = modules.pop();
    if (node !== undefined) {
      evaluate(node);
      continue;
    }
    const next = calls.pop();
    if (!next) return { edges, calls: ran };
    call(next);
  }
}

/** The default import of a CommonJS module is the module itself. */
function findKey({ functions }: ModuleStartup, key: string): string | undefined {
  return [
    key,
    key.replace(/^(new )?default(?:\.|$)/, (_, prefix: string | undefined) => prefix ?? ''),
  ].find((one) => functions.has(one));
}

/** `export { start as boot } from './start'`: a call of `boot` here calls `start` there. */
function findPassedOn({ links }: ModuleStartup, key: string): readonly NodeCall[] {
  const [, prefix = '', name = '', rest = ''] = /^(new )?([^.]*)(.*)$/.exec(key) ?? [];
  return links.flatMap((link): readonly NodeCall[] => {
    if (link.name === '*') return name === 'default' ? [] : [{ to: link.to, key }];
    if (link.name !== name) return [];
    return [
      { to: link.to, key: prefix + (link.imported === '' ? rest.slice(1) : link.imported + rest) },
    ];
  });
}
