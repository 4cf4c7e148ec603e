// The report of `ballast graph` as one page. Must not know where it is shown.
import { formatGraphJson } from './graph-json.ts';
import type { GraphReport } from './graph-report.ts';

/** Formats a run as a page of its own. */
export function formatGraphHtml(report: GraphReport): string {
  return `<!doctype html><meta charset="utf-8"><pre>${formatGraphJson(report).replaceAll('<', '&lt;')}</pre>`;
}
