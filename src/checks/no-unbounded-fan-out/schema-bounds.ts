// Decides whether a validation schema, possibly imported, limits the length of a list.
import type { FanOutFact, OriginFact } from '../../syntax/fan-out/facts.ts';
import type { ModuleFacts } from '../../syntax/facts.ts';
import { isBound } from './bounds.ts';
import type { FanOutOptions } from './options.ts';
import type { LocalModule } from '../module-host.ts';

/** Names of schemas and request types. */
const SCHEMA = /schema|dto|input|request|params|body|validat|contract|payload|query|args|command/i;

/** Text that a module with a maximum length contains. */
const STATES = /\.(?:max|length)\(|maxItems|ArrayMaxSize/;

const MAXIMUM_MODULES = 6;

/** Whether the text of a module has such words: asked once for each, as it may be long. */
function statesMaximum(facts: ModuleFacts): boolean {
  let isStated = stated.get(facts);
  if (isStated === undefined) stated.set(facts, (isStated = STATES.test(facts.source.text)));
  return isStated;
}

const stated = new WeakMap<ModuleFacts, boolean>();

/** Whether schemas bound every list that decides the number of tasks. */
export function isBoundedBySchema(
  { origins }: FanOutFact,
  module: LocalModule,
  options: FanOutOptions,
): boolean {
  const names = origins.filter(({ kind }) => kind !== 'fixed').map(getProperty);
  if (names.length === 0 || names.some((name) => name === undefined)) return false;
  const modules = [module, ...findSchemaModules(module, origins)].filter(({ facts }) =>
    statesMaximum(facts),
  );
  return names.every(
    (name) =>
      name !== undefined &&
      modules.some(({ facts }) => {
        const size = facts.listMaxima.get(name);
        return size !== undefined && isBound(size, options);
      }),
  );
}

/**
 * `ids` of `req.body.ids` and of `const { ids } = schema.parse(body)`; undefined for parameters.
 */
function getProperty({ kind, path, bounds }: OriginFact): string | undefined {
  if ((kind !== 'path' && kind !== 'call') || bounds.length > 0) return undefined;
  const [, owner = '', name] = /^(.*)\.([\w$]+)$/.exec(path) ?? [];
  return kind === 'call' && !/(?:^|\.)(?:safeP|p)arse(?:Async)?\b|valid/i.test(owner)
    ? undefined
    : name;
}

function findSchemaModules(
  { facts, host }: LocalModule,
  origins: readonly OriginFact[],
): readonly LocalModule[] {
  const types = new Set(origins.map(({ typeName }) => typeName));
  const specifiers = facts.loads
    .filter(({ bindings }) => bindings.some(({ local }) => SCHEMA.test(local) || types.has(local)))
    .map(({ specifier }) => specifier);
  return [...new Set(specifiers)]
    .slice(0, MAXIMUM_MODULES)
    .flatMap((specifier) => host.getLocalModule(specifier) ?? []);
}
