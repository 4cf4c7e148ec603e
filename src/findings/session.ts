// A resolved configuration with a shared cache of the project: everything that checking a file
// needs.
import type { FixOptions } from '../checks/fix-options.ts';
import type { Configuration } from '../config/configuration.ts';
import { createHostProvider, type HostProvider } from '../resolve/module-hosts.ts';
import type { LookListener } from '../resolve/local-modules.ts';
import { withInspector } from '../packages/package-inspector.ts';
import { resolveConfig, type ResolvedConfig } from '../config/resolved-config.ts';

/** Everything that checking a file needs, created once per run. */
export interface Session extends ResolvedConfig {
  readonly getHost: HostProvider;
}

/** Creates a session. `only` keeps one check. */
export function createSession(
  root: string,
  configuration: Configuration,
  fixOptions: FixOptions = {},
  only?: string,
): Session {
  return toSession(resolveConfig(root, configuration, fixOptions, only));
}

/** Creates a session from a resolved configuration. */
export function toSession(config: ResolvedConfig, onLook?: LookListener): Session {
  return {
    ...withInspector(config),
    getHost: createHostProvider(config.root, config.cuts, onLook),
  };
}
