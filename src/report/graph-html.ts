// The report of `ballast graph` as one page that needs nothing else: a treemap of what the start costs, a search, the chain of what is
// clicked, and what is left when one of its imports is cut. Must not know where it is shown.
import { PAGE_SCRIPT } from './graph-html-script.ts';
import { PAGE_STYLE } from './graph-html-style.ts';
import { describeCostSource, type GraphReport } from './graph-report.ts';

/** Formats a run as a page of its own. */
export function formatGraphHtml({ nodes, entries, later }: GraphReport): string {
  const data = {
    entries,
    later,
    nodes: nodes.map(({ kind, label, via, loads, cost }) => ({ k: kind === 'package' ? 1 : 0, l: label, v: via ?? -1, o: [...new Set(loads)], ...(cost && { c: [cost.cpuMs, cost.rssMB, cost.version, describeCostSource(cost), cost.isHeavy ? 1 : 0] }) })),
  };
  const title = `What ${entries.map((entry) => nodes[entry]?.label ?? '').join(' and ')} loads at the start`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p id="sum"></p>
<div class="tools">
<label>Size by <select id="measure"><option value="0">CPU time</option><option value="1">memory</option></select></label>
<input id="search" type="search" placeholder="Find a module or package" aria-label="Find a module or package">
<button id="reset" type="button">Take back all cuts</button>
</div>
</header>
<main>
<section id="map" aria-label="Packages by what they cost"></section>
<aside><h2 id="name">Click a package</h2><p id="facts"></p><ol id="chain"></ol><p id="hint"></p><h3>Found</h3><ul id="found"></ul></aside>
</main>
<script id="data" type="application/json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
