// The session that a rule runs with: `settings.ballast`, then the rule's own options, over what the core makes of a configuration.
// Must not know what a check finds.
import type { Rule } from 'eslint';
import type { Check, CheckOptions } from '../src/checks/check.ts';
import type { Configuration } from '../src/project/configuration.ts';
import { parseConfiguration } from '../src/project/load-configuration.ts';
import { createSession, type Session } from '../src/project/session.ts';

/**
 * Sessions by ESLint's settings object, which lives as long as one run over one configuration:
 * making a session takes about a millisecond, and it remembers compiler options and installed packages.
 */
export type SessionCache = WeakMap<object, Session>;

/** The session for one file. */
export function getRuleSession(check: Check, { settings, cwd, options }: Rule.RuleContext, cache: SessionCache): Session {
  let session = cache.get(settings);
  if (session?.root !== cwd) {
    session = createSession(cwd, getConfiguration(settings), {}, check.id);
    cache.set(settings, session);
  }
  const own = getOptions(options);
  return { ...session, active: session.active.map((active) => ({ ...active, options: { ...active.options, ...own } })) };
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
