// How the page of `ballast graph` looks, in light and dark. Knows nothing of its contents.

export const PAGE_STYLE = `
:root { color-scheme: light dark; --back: #f8fafc; --card: #fff; --text: #0f172a; --dim: #64748b; --line: #e2e8f0; --heavy: #ea580c; --light: #0d9488; --cut: #94a3b8; }
@media (prefers-color-scheme: dark) { :root { --back: #0b1120; --card: #111a2e; --text: #e2e8f0; --dim: #94a3b8; --line: #1e293b; --heavy: #c2410c; --light: #0f766e; --cut: #334155; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: var(--back); color: var(--text); }
header { padding: 20px 24px 8px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 16px; margin: 0 0 4px; overflow-wrap: anywhere; } h3 { font-size: 13px; color: var(--dim); margin: 16px 0 4px; }
#sum { margin: 4px 0 12px; color: var(--dim); }
.tools { display: flex; gap: 12px; flex-wrap: wrap; align-items: center; }
select, input, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px; }
input { flex: 1; min-width: 180px; max-width: 420px; } button { cursor: pointer; }
main { display: flex; gap: 16px; padding: 12px 24px 24px; flex-wrap: wrap; }
#map { position: relative; flex: 3 1 520px; height: 68vh; min-height: 360px; }
#map button { position: absolute; border: 2px solid var(--back); border-radius: 10px; padding: 6px 8px; text-align: left; overflow: hidden; color: #fff; background: var(--light); line-height: 1.25; transition: filter .15s; }
#map button.heavy { background: var(--heavy); } #map button.cut { background: var(--cut); opacity: .55; text-decoration: line-through; }
#map button:hover, #map button:focus-visible, #map button.on { filter: brightness(1.15); outline: 2px solid var(--text); outline-offset: -2px; }
#map small { display: block; opacity: .85; }
aside { flex: 1 1 300px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px; max-height: 68vh; overflow: auto; }
ol { padding-left: 20px; } li { overflow-wrap: anywhere; } ul { padding-left: 18px; margin: 0; }
li button { padding: 0 8px; margin-left: 8px; font-size: 12px; } li button.link { border: 0; background: none; margin: 0; padding: 0; text-align: left; text-decoration: underline; text-underline-offset: 3px; }
.gone { color: var(--dim); text-decoration: line-through; }
`;
