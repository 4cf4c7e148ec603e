// A plan with one memory of the project around the files: all that looking into a file needs.
import type { CureOptions } from '../checks/define-check.ts';
import type { Configuration } from '../config/configuration.ts';
import { createHostProvider, type HostProvider } from '../resolve/module-hosts.ts';
import type { LookListener } from '../resolve/local-modules.ts';
import { withInspector } from '../packages/package-inspector.ts';
import { createPlan, type Plan } from '../config/resolved-config.ts';

/** Everything that looking at a file needs, made once per run. */
export interface Session extends Plan {
  readonly getHost: HostProvider;
}

/** Makes a session. `only` keeps one check. */
export function createSession(
  root: string,
  configuration: Configuration,
  cure: Partial<CureOptions> = {},
  only?: string,
): Session {
  return toSession(createPlan(root, configuration, cure, only));
}

/** Makes a plan ready for looking into files. */
export function toSession(plan: Plan, onLook?: LookListener): Session {
  return { ...withInspector(plan), getHost: createHostProvider(plan.root, plan.cuts, onLook) };
}
