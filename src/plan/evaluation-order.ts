// In which order a start evaluates the project's own modules, as far as their imports show, once some of these are lazy. No output.
import {
  ENVIRONMENT_MODULE,
  readsEnvironment,
} from '../checks/no-eager-heavy-import/environment-reads.ts';
import type { LocalModule } from '../checks/module-host.ts';
import type { LoadReader } from './cut-modules.ts';
import type { LoadFact } from '../syntax/modules/facts.ts';

/** What is evaluated before what. */
export interface StartOrder {
  /**
   * Whether the start comes to a module before it comes to another one, so that no import of that one decides when it is evaluated.
   * Where the other one is not loaded at the start, whether it comes there at all.
   */
  isBefore(path: string, other: string): boolean;
  /** Whether `.env` has been read by then. */
  knowsEnvironment(other: string): boolean;
}

/** One module on the way. */
interface Step {
  readonly module: LocalModule;
  readonly loads: readonly { readonly load: LoadFact; readonly next: LocalModule | undefined }[];
  at: number;
}

/**
 * Follows the imports of an entry in depth, as they are evaluated.
 * @param isGoing whether an import is one of those that become lazy
 */
export function orderStart(
  entry: LocalModule,
  getLoads: LoadReader,
  isGoing: (module: LocalModule, load: LoadFact) => boolean,
): StartOrder {
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
      !isGoing(module, one.load) &&
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
