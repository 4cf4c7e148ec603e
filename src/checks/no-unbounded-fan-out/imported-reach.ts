// What a call of another module of the project comes to: follows imports into the functions behind them. Judges calls, not fan-outs.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { WorkCallFact } from '../../syntax/fan-out/facts.ts';
import type { FanOutOptions } from './options.ts';
import { isLimiter, isTurnstile } from './limiters.ts';
import { COSTS, getHeavyName, getReach, type Reach } from './reach.ts';
import type { LocalModule } from '../module-host.ts';

/** What stands behind a call. */
export interface ImportedReach {
  readonly reaches: ReadonlySet<Reach>;
  readonly packages: ReadonlySet<string>;
  /** Whether something among it can't be seen. */
  readonly isOpen: boolean;
}

interface Search {
  readonly options: FanOutOptions;
  readonly catalogue: Catalogue;
  /** Functions that were looked into. */
  readonly seen: Set<string>;
}

const NOTHING: ImportedReach = { reaches: new Set(), packages: new Set(), isOpen: false };

/** How many modules deep a call is followed. */
const MAXIMUM_DEPTH = 4;

/** Follows a call into the project's other modules; undefined where it leads to none that shows its function. */
export function findImportedReach(
  call: WorkCallFact,
  from: LocalModule,
  options: FanOutOptions,
  catalogue: Catalogue,
): ImportedReach | undefined {
  return follow(call, from, { options, catalogue, seen: new Set() }, 0);
}

function follow(
  call: WorkCallFact,
  from: LocalModule,
  search: Search,
  depth: number,
): ImportedReach | undefined {
  const target = depth < MAXIMUM_DEPTH ? findTarget(call, from) : undefined;
  if (!target) return undefined;
  const key = `${target.module.facts.source.path} ${target.name}.${target.member ?? ''}`;
  if (search.seen.has(key)) return NOTHING;
  search.seen.add(key);
  const { calls, module } = findCalls(target);
  if (calls?.some((one) => isTurnstile(one, search.options))) return NOTHING;
  return (
    calls && combine(calls.map((one, index) => judge(one, index, calls, module, search, depth)))
  );
}

/** The calls of a function, and the module that they stand in. */
function findCalls({ module, name, member }: Target): {
  readonly calls: readonly WorkCallFact[] | undefined;
  readonly module: LocalModule;
} {
  const { facts, host } = module;
  // const posts = require('./posts'); posts.load(): of an object that is exported whole the local name says nothing
  const whole =
    facts.isModule || member === undefined
      ? undefined
      : () => facts.getCallsOf(member) ?? facts.getCallsOf('default', member);
  const calls = facts.getCallsOf(name, member) ?? whole?.();
  const method = member ?? name;
  if (calls || facts.isModule || method === 'default') return { calls, module };
  // require('./membership')(Groups): modules that add to what this one exports
  for (const [, specifier] of facts.source.text.matchAll(
    /\brequire\(\s*['"](\.[^'"]+)['"]\s*\)\s*\(/g,
  )) {
    const mixed = specifier === undefined ? undefined : host.getLocalModule(specifier);
    const added = mixed?.facts.source.text.includes(`.${method} = `)
      ? mixed.facts.getCallsOf('default', method)
      : undefined;
    if (mixed && added) return { calls: added, module: mixed };
  }
  return { calls, module };
}

/** What one call among those of a function adds. */
function judge(
  call: WorkCallFact,
  index: number,
  calls: readonly WorkCallFact[],
  module: LocalModule,
  search: Search,
  depth: number,
): ImportedReach {
  const isHeld = [index, ...call.behind].some(
    (at) => calls[at] !== undefined && isLimiter(calls[at], search.options),
  );
  if (isHeld || call.isFollowed) return NOTHING;
  const reach = getReach(call, search.catalogue);
  if (COSTS.includes(reach)) {
    if (
      !call.isAwaited &&
      !call.isFloating &&
      call.isPromised !== true &&
      reach !== 'crypto' &&
      reach !== 'heavy'
    )
      return NOTHING;
    return {
      reaches: new Set([reach]),
      packages: new Set(reach === 'heavy' ? [getHeavyName(call, search.catalogue)] : []),
      isOpen: false,
    };
  }
  if (reach !== 'unknown' || (!call.isAwaited && !call.isFloating)) return NOTHING;
  return follow(call, module, search, depth + 1) ?? { ...NOTHING, isOpen: call.isAwaited };
}

function combine(parts: readonly ImportedReach[]): ImportedReach {
  return {
    reaches: new Set(parts.flatMap(({ reaches }) => [...reaches])),
    packages: new Set(parts.flatMap(({ packages }) => [...packages])),
    isOpen: parts.some(({ isOpen }) => isOpen),
  };
}

interface Target {
  readonly module: LocalModule;
  /** The exported name. */
  readonly name: string;
  readonly member: string | undefined;
}

/** The function of another module that a call means. */
function findTarget(call: WorkCallFact, { facts, host }: LocalModule): Target | undefined {
  const [specifier, local, members] = getOrigin(call);
  if (specifier === undefined || local === undefined || members.length > 1) return undefined;
  const imported =
    facts.loads.flatMap(({ bindings }) => bindings).find((binding) => binding.local === local)
      ?.imported ?? local;
  const [member] = members;
  const isNamespace = imported === '*';
  const name = isNamespace ? member : imported;
  if (name === undefined) return undefined;
  const named = host.getLocalModule(specifier);
  const module = named && findDeclaring(named, name, 0);
  return module && { module, name, member: isNamespace ? undefined : member };
}

/** Where a call's root comes from, its local name, and what follows: `users.load` of `import { users }`, `this.users.load` of a field of type `Users`. */
function getOrigin({
  path,
  specifier,
  made,
  typeName,
  typeSpecifier,
  isNew,
  isInherited,
}: WorkCallFact): readonly [string | undefined, string | undefined, readonly string[]] {
  const parts = path.split('.');
  if (isNew || /[()[\]]/.test(path)) return [undefined, undefined, []];
  const members = parts.slice(parts[0] === 'this' ? 2 : 1);
  if (isInherited) return [typeSpecifier, typeName, parts.slice(1)];
  if (specifier !== undefined) return [specifier, parts[0], members];
  if (made?.isNew === true && made.specifier !== undefined)
    return [made.specifier, made.path, members];
  return [typeSpecifier, typeName, members];
}

/** The module itself, or the one that it passes a name on from. */
function findDeclaring(module: LocalModule, name: string, depth: number): LocalModule | undefined {
  const { facts, host } = module;
  const isOwn =
    facts.variables.some((variable) => variable.name === name && variable.kind !== 'import') ||
    name === 'default' ||
    !facts.isModule;
  if (isOwn || depth > 3) return module;
  for (const { form, specifier } of facts.loads) {
    if (form !== 'export-from') continue;
    const next = host.getLocalModule(specifier);
    if (next?.facts.source.text.includes(name)) return findDeclaring(next, name, depth + 1);
  }
  return undefined;
}
