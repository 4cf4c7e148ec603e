// Tests the generated server of the benchmark: equal for equal seeds, and with as many findings as
// it claims.
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../config/resolved-config.ts';
import { runCheck } from '../../commands/run-check.ts';
import { makeTree, readTree } from '../tree.test-support.ts';
import { formatBench } from './table.ts';
import { writeTree } from './tree.ts';

describe('writeTree', () => {
  it('writes the same files for the same seed', () => {
    const [a, b, c] = [makeTree({}), makeTree({}), makeTree({})];
    const tree = writeTree(a, 120, 7);
    expect(writeTree(b, 120, 7)).toEqual(tree);
    expect(readTree(b)).toEqual(readTree(a));
    expect(writeTree(c, 120, 8).bytes).not.toBe(tree.bytes);
    expect(Object.keys(readTree(a)).filter((path) => path.endsWith('.ts'))).toHaveLength(120);
  });

  it('has the findings that it counts, and realistic sizes', async () => {
    const root = makeTree({});
    const tree = writeTree(root, 400, 1);
    expect(tree.findings).toBe(50);
    expect(tree.medianBytes).toBeGreaterThan(3000);
    expect(tree.medianBytes).toBeLessThan(6000);
    const report = await runCheck(root, ['src'], resolveConfig(root, {}));
    expect(report.checkedFiles).toBe(400);
    expect(report.files.filter(({ failure }) => failure)).toEqual([]);
    expect(report.files.map(({ findings }) => findings.length)).toEqual(
      Array.from({ length: 50 }, () => 1),
    );
  });
});

describe('formatBench', () => {
  it('compares each tool with the command that does similar work', () => {
    const toRow = (
      id: string,
      base: 'check' | 'fix',
      cpuMs: number,
    ): Parameters<typeof formatBench>[0][number] => {
      const usage = { wallMs: cpuMs, cpuMs, peakMB: 100, processes: 1 };
      return {
        tool: { id, label: id, version: '1', args: [], base, isRight: () => true },
        median: usage,
        runs: [usage],
      };
    };
    const rows = [
      toRow('check', 'check', 500),
      toRow('eslint', 'check', 50_000),
      toRow('fix', 'fix', 800),
      toRow('jscodeshift', 'fix', 2000),
    ];
    const tree = { files: 5000, bytes: 1 << 24, medianBytes: 4096, findings: 50 };
    const text = formatBench(rows, {
      date: '2026-01-02',
      node: '20.0.0',
      cpu: 'CPU',
      cores: 2,
      platform: 'linux-x64',
      seed: 1,
      tree,
    });
    expect(text).toContain(
      '5,000 TypeScript files, 16.0 MB, 4,096 bytes median; 50 with a finding.',
    );
    expect(text).toMatch(/^check +0\.50 .* 1 \(check\)/m);
    expect(text).toMatch(/^eslint +50\.00 .* 100 × check/m);
    expect(text).toMatch(/^jscodeshift +2\.00 .* 2\.50 × fix/m);
  });
});
