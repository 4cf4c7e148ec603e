// A session with the module graph of its project, for hosts that ask file by file. The graph is
// built when a check first asks for it.
import type { FixOptions } from '../checks/fix-options.ts';
import { createChainProvider } from '../module-graph/editor-chains.ts';
import type { Configuration } from '../config/configuration.ts';
import type { ChainProvider } from '../config/resolved-config.ts';
import { createSession, type Session } from './session.ts';

/** Creates a session with a graph. `only` keeps one check. */
export function createProjectSession(
  root: string,
  configuration: Configuration,
  fixOptions: FixOptions = {},
  only?: string,
): Session {
  const session = createSession(root, configuration, fixOptions, only);
  let provider: ChainProvider | undefined;
  const getProvider = (): ChainProvider => (provider ??= createChainProvider(session));
  return {
    ...session,
    chains: { getCuts: (source, report) => getProvider().getCuts(source, report) },
  };
}
