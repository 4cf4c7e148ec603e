// Law 1: the findings of a file are the same in every host. ESLint with its own parser, ESLint with
// the one for TypeScript, and oxlint
// are compared with the core, which is what the command line and the codemods use.
import { beforeAll, describe, expect, it } from 'vitest';
import { readBackend, readCases, type FixtureCase } from './fixture-cases.test-support.ts';
import { checkInCore, checkInESLint, type HostFinding } from './hosts.test-support.ts';
import { checkInOxlint } from './oxlint.test-support.ts';

describe.each([
  { group: 'fixture cases', cases: readCases() },
  { group: 'the fixture backend', cases: readBackend() },
])('$group', ({ cases }) => {
  let inOxlint: ReadonlyMap<string, readonly HostFinding[]> = new Map();

  beforeAll(async () => {
    inOxlint = await checkInOxlint(cases);
  });

  it.each(cases.map((one) => [toKey(one), one] as const))('%s', async (key, one) => {
    const expected = sort(checkInCore(one));
    const hosts = {
      ...(isJavaScript(one) && { espree: sort(await checkInESLint(one, 'espree')) }),
      typescript: sort(await checkInESLint(one, 'typescript')),
      oxlint: sort(inOxlint.get(key) ?? []),
    };
    for (const [host, findings] of Object.entries(hosts)) expect(findings, host).toEqual(expected);
  });
});

function isJavaScript({ path }: FixtureCase): boolean {
  return /\.[cm]?jsx?$/.test(path);
}

function toKey({ id, name }: FixtureCase): string {
  return `${id} ${name}`;
}

function sort(findings: readonly HostFinding[]): readonly HostFinding[] {
  return [...findings].sort(
    (a, b) => a.line - b.line || a.column - b.column || a.message.localeCompare(b.message),
  );
}
