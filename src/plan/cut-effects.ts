// Side effects that a startup would lose when imports become lazy.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { LocalModule } from '../checks/module-host.ts';
import { findStartEffect } from '../checks/no-eager-heavy-import/module-effects.ts';
import { toLabel } from '../files/label.ts';
import { getPosition } from '../text/source-text.ts';
import type { StartupOrder } from './evaluation-order.ts';

/**
 * Finds a side effect that the startup would lose, as `path:line`.
 * @param leaving the modules that an import alone loads
 * @param path the file of the import
 */
export type EffectSearch = (leaving: readonly LocalModule[], path: string) => string | undefined;

/**
 * Creates the search of a run. Modules that the startup evaluates earlier, whatever is cut, lose
 * nothing.
 * @param getOrder gives the order of the startup; undefined without an entry
 */
export function createEffectSearch(
  catalogue: Catalogue,
  root: string,
  getOrder: () => StartupOrder | undefined,
): EffectSearch {
  const places = new Map<string, string | undefined>();
  const getEffect = (module: LocalModule, knowsEnvironment: boolean): string | undefined => {
    const key = `${module.facts.source.path}\n${String(knowsEnvironment)}`;
    if (!places.has(key))
      places.set(key, findEffectPlace(module, catalogue, root, knowsEnvironment));
    return places.get(key);
  };
  return (leaving, path) => {
    for (const module of leaving) {
      const effect = getEffect(module, false);
      if (effect === undefined || getOrder()?.isBefore(module.facts.source.path, path)) continue;
      const later = getOrder()?.knowsEnvironment(path) ? getEffect(module, true) : effect;
      if (later !== undefined) return later;
    }
    return undefined;
  };
}

/**
 * Finds a side effect that a module has at startup, as `path:line`.
 * @param root the folder that the path is relative to
 * @param knowsEnvironment whether `.env` has been read by then
 */
export function findEffectPlace(
  module: LocalModule,
  catalogue: Catalogue,
  root: string,
  knowsEnvironment: boolean,
): string | undefined {
  const place = findStartEffect(module, catalogue, knowsEnvironment);
  if (!place) return undefined;
  const { path, text } = place.facts.source;
  return `${toLabel(root, path)}:${String(getPosition(text, place.range[0]).line)}`;
}
