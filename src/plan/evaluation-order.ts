// The order in which a startup evaluates the project's modules, once some imports are lazy.
import {
  ENVIRONMENT_MODULE,
  readsEnvironment,
} from '../checks/no-eager-heavy-import/environment-reads.ts';
import type { LocalModule } from '../checks/module-host.ts';
import type { LoadReader, RunLoad } from './cut-modules.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** The order of a startup. */
export interface StartupOrder {
  /**
   * Whether the startup reaches a module before another one, so that no import of that one decides
   * when the module is evaluated. For another one that is not loaded at startup: whether the
   * startup reaches the module at all.
   */
  isBefore(path: string, other: string): boolean;
  /** Whether `.env` has been read when the startup reaches a module. */
  knowsEnvironment(other: string): boolean;
}

/** A module whose imports are being followed. */
interface Step {
  readonly module: LocalModule;
  readonly loads: readonly RunLoad[];
  at: number;
}

/**
 * Follows the imports of an entry depth first, as they are evaluated.
 * @param isDeferred whether an import becomes lazy
 */
export function orderStartup(
  entry: LocalModule,
  getLoads: LoadReader,
  isDeferred: (module: LocalModule, load: LoadFact) => boolean,
): StartupOrder {
  const starts = new Map<string, number>();
  let time = 0;
  let environment: number | undefined;
  const open = (module: LocalModule): Step => {
    starts.set(module.facts.source.path, (time += 1));
    return { module, loads: getLoads(module), at: 0 };
  };
  const stack = [open(entry)];
  for (let step = stack.at(-1); step; step = stack.at(-1)) {
    const { module, loads } = step;
    const one = loads[step.at];
    step.at += 1;
    if (!one) {
      stack.pop();
      if (readsEnvironment(module.facts)) environment ??= time += 1;
    } else if (!one.next) {
      if (one.load.specifier === ENVIRONMENT_MODULE) environment ??= time += 1;
    } else if (
      one.load.form !== 'dynamic-import' &&
      !isDeferred(module, one.load) &&
      !starts.has(one.next.facts.source.path)
    )
      stack.push(open(one.next));
  }
  const isEarlier = (moment: number | undefined, other: string): boolean =>
    moment !== undefined && moment < (starts.get(other) ?? Infinity);
  return {
    isBefore: (path, other) => isEarlier(starts.get(path), other),
    knowsEnvironment: (other) => isEarlier(environment, other),
  };
}
