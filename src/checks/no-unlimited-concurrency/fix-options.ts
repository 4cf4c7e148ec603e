// The fix options of `no-unlimited-concurrency`.
import { CONCURRENCY, type FixOptionDefinitions, type FixOptions } from '../fix-options.ts';

export const fixOptions: FixOptionDefinitions = {
  concurrency: CONCURRENCY,
  environment: {
    type: { kind: 'variable' },
    value: 'name',
    description: 'the environment variable that queues and pools read their limit from',
    isForOneRule: true,
  },
};

/** The environment variable that a limit is read from; undefined for a plain number. */
export function getEnvironment({ environment }: FixOptions): string | undefined {
  return typeof environment === 'string' ? environment : undefined;
}
