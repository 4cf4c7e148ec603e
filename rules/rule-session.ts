// The session that a rule runs with: `settings.ballast`, then the rule's own options, over what the
// core makes of a configuration.
import type { Rule } from 'eslint';
import type { Check, CheckOptions } from '../src/checks/define-check.ts';
import type { Configuration } from '../src/config/configuration.ts';
import { parseConfiguration } from '../src/config/load.ts';
import { createHostProvider, type HostProvider } from '../src/resolve/module-hosts.ts';
import { createProjectSession } from '../src/findings/project-session.ts';
import type { Session } from '../src/findings/session.ts';

/** Gives the session for one file. */
export type SessionProvider = (context: Rule.RuleContext) => Session;

/**
 * Makes the provider of one rule. What it remembers:
 * - by ESLint's settings object, which lives as long as one run, the session with all that it has
 *   read of the project;
 * - by the text of the settings, which oxlint makes anew for every file, the last session without
 *   what it has read: making one takes a millisecond.
 */
export function createSessionProvider(check: Check): SessionProvider {
  const bySettings = new WeakMap<object, Session>();
  let last: { readonly key: string; readonly session: Session } | undefined;
  return ({ settings, cwd, options }) => {
    let session = bySettings.get(settings);
    if (session?.root !== cwd) {
      const key = JSON.stringify([cwd, settings['ballast']]);
      if (last?.key !== key)
        last = {
          key,
          session: createProjectSession(cwd, getConfiguration(settings), {}, check.id),
        };
      session = { ...last.session, getHost: createLazyHostProvider(cwd) };
      bySettings.set(settings, session);
    }
    const own = getOptions(options);
    return {
      ...session,
      active: session.active.map((active) => ({
        ...active,
        options: { ...active.options, ...own },
      })),
    };
  };
}

function createLazyHostProvider(root: string): HostProvider {
  let provider: HostProvider | undefined;
  return (facts) => (provider ??= createHostProvider(root))(facts);
}

/** The shape of `ballast.config.js`; what must not stand in it is an error here as well. */
function getConfiguration(settings: Readonly<Record<string, unknown>>): Configuration {
  const value = settings['ballast'];
  return value === undefined ? {} : parseConfiguration(value, '`settings.ballast`');
}

/** ESLint has validated them against the check's schema. */
function getOptions([options]: readonly unknown[]): CheckOptions {
  return isObject(options) ? options : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
