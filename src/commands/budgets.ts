// Compares a start with its budget and reports what exceeds it, as findings of the entry. Pure.
import { getPackageName, getScopePattern } from '../catalogue/specifier.ts';
import type { Budget } from '../config/configuration.ts';
import type { BudgetedStart } from './run-budgets.ts';
import { sumCosts, toChain } from '../model/graph-report.ts';
import type { FileReport, ReportedFinding } from '../model/report.ts';
import type { Range } from '../text/range.ts';

/**
 * Finds what exceeds the budget of one entry; no findings if it is kept. Packages without a known
 * cost count for `forbid` only.
 */
export function findBreaches(start: BudgetedStart, budget: Budget): FileReport {
  const { path, label, source } = start;
  const findings = [...findForbidden(start, budget), ...findExcess(start, budget)];
  return {
    path,
    label,
    source,
    findings: findings.sort((a, b) => a.finding.range[0] - b.finding.range[0]),
  };
}

function* findForbidden(
  { graph, key, firstImports, source }: BudgetedStart,
  { forbid = [] }: Budget,
): Iterable<ReportedFinding> {
  for (const [id, { kind, label }] of graph.nodes.entries()) {
    const names = [label, getPackageName(label), getScopePattern(label)];
    if (kind !== 'package' || !forbid.some((name) => names.includes(name))) continue;
    const chain = toChain({ ...graph, elapsedMs: 0 }, id).map(
      (node) => graph.nodes[node]?.label ?? '',
    );
    const message = `The budget of \`${key}\` forbids \`${label}\`, which its start loads. The chain is \`${chain.join(' → ')}\`. Make one of its imports lazy.`;
    yield toFinding('forbid', message, firstImports.get(label) ?? toFirstLine(source.text));
  }
}

function* findExcess(
  { graph: { nodes }, key, source }: BudgetedStart,
  budget: Budget,
): Iterable<ReportedFinding> {
  const amounts = [
    {
      id: 'maxModules',
      limit: budget.maxModules,
      amount: nodes.filter(({ kind }) => kind === 'module').length,
      noun: 'modules of the project',
    },
    {
      id: 'maxNativeLibraries',
      limit: budget.maxNativeLibraries,
      amount: nodes.reduce(
        (sum, { cost, native }) => sum + (cost?.nativeLibraries ?? (native === undefined ? 0 : 1)),
        0,
      ),
      noun: 'native libraries',
    },
    {
      id: 'maxEstimatedMb',
      limit: budget.maxEstimatedMb,
      amount: sumCosts(nodes.map(({ cost }) => cost)).rssMB,
      noun: nodes.some(({ cost }) => cost?.estimatedFromBytes !== undefined)
        ? 'MB of measured and inspected packages'
        : 'MB of measured packages',
    },
  ];
  for (const { id, limit, amount, noun } of amounts) {
    if (limit === undefined || amount <= limit) continue;
    const message = `The start of \`${key}\` loads ${String(amount)} ${noun}, and its budget \`${id}\` is ${String(limit)}. Run \`ballast plan ${key}\` to see what to make lazy.`;
    yield toFinding(id, message, toFirstLine(source.text));
  }
}

function toFinding(messageId: string, message: string, range: Range): ReportedFinding {
  return { severity: 'error', finding: { checkId: 'budget', messageId, data: {}, message, range } };
}

function toFirstLine(text: string): Range {
  return [0, /^[^\r\n]*/.exec(text)?.[0].length ?? 0];
}
