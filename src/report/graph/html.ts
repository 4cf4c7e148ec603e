// The report of `ballast graph` as one self-contained page: a treemap of what the start costs, a
// search, the chains to a selected node, and what is left when imports are cut, by the plan or by
// hand.
import { createHash } from 'node:crypto';
import { PAGE_SCRIPT } from './html-script.ts';
import { PAGE_STYLE } from './html-style.ts';
import type { GraphPage } from '../../model/graph-page.ts';
import { describeCostSource, describeLater, sumCosts } from '../../model/graph-report.ts';
import type { PageData } from '../page/data.ts';
import { formatCount } from '../wording.ts';

/** Formats a run as a self-contained HTML page. */
export function formatGraphHtml(page: GraphPage): string {
  const { nodes, entries, later, foreseen = [], unresolved } = page.graph;
  const title = `What ${entries.map((entry) => nodes[entry]?.label ?? '').join(' and ')} ${entries.length === 1 ? 'loads' : 'load'} at the start`;
  const policy = `default-src 'none'; style-src '${toSource(PAGE_STYLE)}'; script-src '${toSource(PAGE_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<dl id="totals" aria-live="polite">
<div><dt>CPU, estimated</dt><dd id="cpu"></dd></div>
<div><dt>Memory, estimated</dt><dd id="memory"></dd></div>
<div><dt>Heavy packages</dt><dd id="heavy"></dd></div>
<div><dt>Packages</dt><dd id="packages"></dd></div>
<div><dt>Project files</dt><dd id="files"></dd></div>
</dl>
<p class="hint">${escapeHtml(describeSource(page))}</p>
<noscript>This page needs its script, but scripts are turned off.</noscript>
</header>
<div class="tools">
<div class="switch" role="group" aria-label="Plan"><button id="before" type="button" aria-pressed="true">Before</button><button id="after" type="button" aria-pressed="false">After the plan</button></div>
<label>Size by <select id="measure"><option value="cpu">CPU time</option><option value="memory">memory</option><option value="files">files</option></select></label>
<label>Group by <select id="grouping"><option value="none">nothing</option><option value="folders">folder</option></select></label>
<div id="finder" role="search"><input id="search" type="search" placeholder="Find a file or package ( / )" aria-label="Find a file or package" autocomplete="off" spellcheck="false"><span id="count" role="status"></span><ul id="found" aria-label="Found" hidden></ul></div>
</div>
<main>
<section class="left" aria-label="Map">
<div class="bar"><span id="state" role="status"></span><nav id="crumbs" aria-label="Folder"></nav></div>
<div id="map" role="group" aria-label="Treemap: one cell for each package or file. The arrow keys go from cell to cell."></div>
<ul class="legend" aria-label="Colours"><li><i class="swatch native"></i>native library</li><li><i class="swatch costly"></i>heavy, no native library</li><li><i class="swatch package"></i>other package</li><li><i class="swatch project"></i>project file</li><li><i class="swatch gone"></i>no longer loaded</li></ul>
</section>
<section id="panel" class="card" aria-label="Details" tabindex="-1"></section>
<section id="plan" class="card" aria-labelledby="plan-title"><h2 id="plan-title">Plan</h2></section>
</main>
${formatList('Loaded later, if at all', later)}
${formatList(
  'May be loaded later, by packages and plug-ins while the program runs',
  foreseen.map((one) => `${one.name}: ${describeLater(one)}`),
)}
${formatList(
  'Imports of files that do not exist',
  unresolved.map(({ label, specifier }) => `${label}: ${specifier}`),
)}
<script id="data" type="application/json">${JSON.stringify(toData(page)).replaceAll('<', '\\u003c')}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>`;
}

/** Describes the source of the figures: none of them was measured in this project. */
function describeSource({ graph: { nodes } }: GraphPage): string {
  const packages = nodes.filter(({ kind }) => kind === 'package');
  const { count } = sumCosts(packages.map(({ cost }) => cost));
  const inspected = packages.filter(({ cost }) => cost?.estimatedFromBytes !== undefined).length;
  const files = formatCount(nodes.length - packages.length, 'project file');
  if (count === 0)
    return `None of the ${formatCount(packages.length, 'package')} was measured, so there is nothing to estimate from.`;
  const rest = packages.length - count;
  const measured = `${formatCount(count - inspected, 'package')} that ${count - inspected === 1 ? 'was' : 'were'} measured, each imported alone`;
  const more =
    inspected === 0
      ? ''
      : `, and ${formatCount(inspected, 'other')}, by the JavaScript that ${inspected === 1 ? 'it loads' : 'they load'}`;
  return `Estimated: the sum of ${measured}${more}. Packages that share dependencies cost less together. Not measured: ${rest > 0 ? `${formatCount(rest, 'other package')} and ` : ''}the ${files}.`;
}

function toData({ graph, lines, plan }: GraphPage): PageData {
  return {
    entries: graph.entries,
    nodes: graph.nodes.map(({ kind, label, loads, cost }, id) => ({
      label,
      isPackage: kind === 'package',
      loads,
      lines: lines[id] ?? [],
      ...(cost && {
        cost: {
          cpuMs: cost.cpuMs,
          rssMB: cost.rssMB,
          version: cost.version,
          source: describeCostSource(cost),
          isHeavy: cost.isHeavy,
          nativeLibraries: cost.nativeLibraries,
        },
      }),
    })),
    ...(plan && {
      plan: {
        cuts: plan.report.cuts.map(({ path, line, specifier, packages, goesWith }, index) => ({
          path,
          line,
          specifier,
          packages,
          loads: plan.loads[index] ?? [],
          ...(goesWith !== undefined && { goesWith }),
        })),
        remaining: plan.report.remaining.map(({ name, imports }) => ({ name, imports })),
        wanted: plan.report.wanted,
      },
    }),
  };
}

function formatList(title: string, items: readonly string[]): string {
  return items.length === 0
    ? ''
    : `<details class="more"><summary>${title} (${String(items.length)})</summary><ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul></details>`;
}

/** The source that the page's content security policy allows: exactly this text. */
function toSource(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
