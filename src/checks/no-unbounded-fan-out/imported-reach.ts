// Follows a call into other modules of the project, and reports what it reaches there.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { WorkCallFact } from '../../syntax/fan-out/facts.ts';
import type { FanOutOptions } from './options.ts';
import { isLimiter, isTurnstile } from './limiters.ts';
import { COSTS, getHeavyName, getReach, type Reach } from './reach.ts';
import type { LocalModule } from '../module-host.ts';

/** What a call reaches in other modules. */
export interface ImportedReach {
  readonly reaches: ReadonlySet<Reach>;
  readonly packages: ReadonlySet<string>;
  /** An awaited call in it can't be followed further. */
  readonly isOpen: boolean;
}

interface Search {
  readonly options: FanOutOptions;
  readonly catalogue: Catalogue;
  /** Functions that were already followed. */
  readonly seen: Set<string>;
}

const NOTHING: ImportedReach = { reaches: new Set(), packages: new Set(), isOpen: false };

/** How many calls deep to follow. */
const MAXIMUM_DEPTH = 4;

/**
 * Follows a call into other modules of the project.
 * @param from the module that contains the call
 * @returns undefined if no module of the project contains its function
 */
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

/** The calls of a function, and the module that contains them. */
function findCalls({ module, name, member }: Target): {
  readonly calls: readonly WorkCallFact[] | undefined;
  readonly module: LocalModule;
} {
  const { facts, host } = module;
  // const posts = require('./posts'); posts.load(): `posts` is only a local name for
  // `module.exports`
  const whole =
    facts.isModule || member === undefined
      ? undefined
      : () => facts.getCallsOf(member) ?? facts.getCallsOf('default', member);
  const calls = facts.getCallsOf(name, member) ?? whole?.();
  const method = member ?? name;
  if (calls || facts.isModule || method === 'default') return { calls, module };
  // require('./membership')(Groups): a module that adds methods to the exported object
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

/** What one call of a function reaches. */
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

/** The function of another module that a call refers to. */
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

/**
 * The specifier, local name and members of a call: `users.load` with `import { users }`, or
 * `this.users.load` with a field of the type `Users`.
 */
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

/** The module that declares a name, following `export … from`. */
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
