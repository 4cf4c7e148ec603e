// Whether a schema holds a list down whose bound is not where it is used: in the file, or in a module that the file imports its schemas and types from.
import type { FanOutFact, OriginFact } from '../../syntax/fan-out/facts.ts';
import { isBound } from './bounds.ts';
import type { FanOutOptions } from './options.ts';
import type { LocalModule } from '../module-host.ts';

/** Names of what says how requests look. */
const SCHEMA = /schema|dto|input|request|params|body|validat|contract|payload|query|args|command/i;

/** Modules whose text can't hold a maximum of a list. */
const STATES = /\.(?:max|length)\(|maxItems|ArrayMaxSize/;

const MAXIMUM_MODULES = 6;

/** Whether schemas say of every list that decides the number how long it may be, and that is few enough. */
export function isBoundedBySchema(
  { origins }: FanOutFact,
  module: LocalModule,
  options: FanOutOptions,
): boolean {
  const names = origins.filter(({ kind }) => kind !== 'fixed').map(getProperty);
  if (names.length === 0 || names.some((name) => name === undefined)) return false;
  const modules = [module, ...findSchemaModules(module, origins)].filter(({ facts }) =>
    STATES.test(facts.source.text),
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

/** `ids` of `req.body.ids` and of `const { ids } = schema.parse(body)`; a parameter may be anybody's. */
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
