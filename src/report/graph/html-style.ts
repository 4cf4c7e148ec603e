// How the page of `ballast graph` looks, in light and dark, on paper and on a phone. Knows nothing
// of its contents.

/** Text on every colour keeps the 4.5 : 1 of WCAG AA. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --back: #f8fafc; --card: #fff; --text: #0f172a; --dim: #475569; --line: #cbd5e1; --edge: #64748b; --accent: #1d4ed8; --native: #7e22ce; --costly: #c2410c; --package: #0f766e; --project: #334155; --gone: #e2e8f0; --stripe: #f1f5f9; --gone-text: #475569; --good: #15803d; }
@media screen and (prefers-color-scheme: dark) { :root { --back: #0b1120; --card: #111a2e; --text: #e2e8f0; --dim: #a3b1c6; --line: #2b3a52; --edge: #7c8ba3; --accent: #93c5fd; --project: #41516a; --gone: #1b2639; --stripe: #243149; --gone-text: #a3b1c6; --good: #4ade80; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1800px; font: 15px/1.45 system-ui, sans-serif; background: var(--back); color: var(--text); }
header { padding: 16px 20px 8px; }
h1 { font-size: 20px; margin: 0 0 10px; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 0 0 6px; overflow-wrap: anywhere; } h3 { font-size: 13px; color: var(--dim); margin: 14px 0 4px; }
p { margin: 4px 0; } ul, ol { margin: 0; } .hint, small { color: var(--dim); } .hint { font-size: 13px; max-width: 150ch; }
#totals { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0 0 6px; } #totals dt { font-size: 12px; color: var(--dim); } #totals dd { margin: 0; font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
#totals s { color: var(--dim); font-weight: 400; font-size: 16px; } #totals ins { text-decoration: none; color: var(--good); } .to { color: var(--dim); }
.tools { display: flex; gap: 10px 16px; flex-wrap: wrap; align-items: center; padding: 4px 20px; }
select, input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 6px 10px; } button, select, summary { cursor: pointer; } button:disabled, select:disabled { color: var(--dim); border-style: dashed; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.switch { display: flex; } .switch button { border-radius: 8px 0 0 8px; } .switch button + button { border-radius: 0 8px 8px 0; border-left: 0; } .switch button[aria-pressed=true] { background: var(--text); color: var(--back); }
#finder { position: relative; flex: 1 1 240px; max-width: 460px; } #search { width: 100%; padding-right: 90px; } #count { position: absolute; right: 30px; top: 8px; font-size: 13px; color: var(--dim); pointer-events: none; }
::placeholder { color: var(--dim); opacity: 1; } #found { position: absolute; z-index: 2; left: 0; right: 0; top: 100%; max-height: 320px; overflow: auto; padding: 4px; list-style: none; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; box-shadow: 0 8px 24px #0004; }
.result { display: flex; justify-content: space-between; gap: 12px; width: 100%; border: 0; text-align: left; overflow-wrap: anywhere; } .result small { white-space: nowrap; } .result:hover { background: var(--back); } .result:focus-visible { outline-offset: -3px; }
main { display: grid; grid-template-columns: minmax(0, 1fr) minmax(300px, 380px); gap: 12px 16px; padding: 8px 20px 16px; align-items: start; }
.bar { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; font-size: 13px; color: var(--dim); padding: 0 0 4px; min-height: 28px; }
#map { position: relative; height: max(340px, calc(100vh - 330px)); background: var(--line); border-radius: 8px; overflow: hidden; }
#map.empty { display: grid; place-items: center; height: 180px; background: var(--card); border: 1px dashed var(--edge); padding: 16px; text-align: center; }
.cell, .head, .frame { position: absolute; border-radius: 0; } .cell { border: 1px solid var(--back); padding: 4px 6px; text-align: left; display: flex; flex-direction: column; justify-content: flex-start; align-items: flex-start; overflow: hidden; color: #fff; line-height: 1.2; font-size: 13px; }
.cell small { color: inherit; white-space: nowrap; max-width: 100%; overflow: hidden; text-overflow: ellipsis; } .name { font-weight: 600; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .cell.tall small { white-space: normal; } .name.wrapped { white-space: normal; overflow-wrap: anywhere; flex: none; max-height: 4.8em; }
.cell.folder { background: var(--card); color: var(--text); border: 1px solid var(--edge); } .frame { background: var(--card); border: 1px solid var(--edge); } .head { border: 0; background: none; padding: 1px 6px; font-size: 12px; text-align: left; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .head wbr, .name:not(.wrapped) wbr { display: none; } .head:hover { text-decoration: underline; }
.native { background: var(--native); } .costly { background: var(--costly); } .package { background: var(--package); } .project { background: var(--project); }
.cell.gone, .swatch.gone { background: repeating-linear-gradient(135deg, var(--gone) 0 8px, var(--stripe) 8px 10px); } .cell.gone { color: var(--gone-text); } .cell.gone .name { text-decoration: line-through; }
.cell.dim { opacity: .25; } .cell.on { outline: 3px solid var(--text); outline-offset: -3px; z-index: 1; } .cell:hover { filter: brightness(1.12); } .cell:focus-visible, .head:focus-visible { outline: 3px solid var(--text); outline-offset: -3px; box-shadow: inset 0 0 0 5px var(--back); z-index: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 8px 0 0; list-style: none; font-size: 13px; color: var(--dim); } .swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; } .swatch.gone { border: 1px solid var(--edge); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; } #panel { margin-top: 28px; max-height: max(340px, calc(100vh - 330px)); overflow: auto; } #panel:focus { outline: none; } #plan { grid-column: 1 / -1; }
.kind, .facts { margin: 2px 0; } .status { color: var(--good); font-weight: 600; }
.chain { padding-left: 22px; } .chain li { overflow-wrap: anywhere; padding: 1px 0; } .chain li.taken .step { color: var(--dim); text-decoration: line-through; } .cut { padding: 0 8px; margin-left: 8px; font-size: 12px; }
.link { border: 0; background: none; padding: 0; text-align: left; text-decoration: underline; text-underline-offset: 3px; border-radius: 2px; overflow-wrap: anywhere; vertical-align: top; } details { overflow-wrap: anywhere; font-size: 14px; } summary { padding: 1px 0; } .owned { padding-left: 18px; font-size: 14px; }
.steps { list-style: none; padding: 3px; margin-top: 8px; max-height: 75vh; overflow: auto; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 8px; } .planstep { display: flex; flex-direction: column; align-items: flex-start; text-align: left; width: 100%; height: 100%; overflow-wrap: anywhere; } .planstep[aria-pressed=true] { border-color: var(--text); box-shadow: inset 4px 0 var(--text); } .planstep .after { margin-top: auto; padding-top: 4px; color: var(--text); }
.more { padding: 0 20px 8px; }
@media (max-width: 820px) { main { grid-template-columns: minmax(0, 1fr); padding: 8px 12px; } header, .tools { padding-left: 12px; padding-right: 12px; } #map { height: 60vh; } #panel { margin-top: 0; max-height: none; } #totals { gap: 6px 20px; } #totals dd { font-size: 18px; } #finder { flex-basis: 100%; max-width: none; } }
@media (prefers-reduced-motion: no-preference) { .cell { transition: opacity .12s; } }
@media print { :root { color-scheme: light; --back: #fff; } .tools, .cut { display: none; } main { display: block; } #map { height: 420px; } #map, .cell, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; } .steps { max-height: none; overflow: visible; } #panel, #plan { max-height: none; overflow: visible; margin-top: 12px; } .cell, .planstep, .frame { break-inside: avoid; } }
`;
