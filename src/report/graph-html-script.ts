// What runs in the page of `ballast graph`. Plain JavaScript for browsers, as text; it asks no network.

export const PAGE_SCRIPT = String.raw`
'use strict';
const { nodes, entries, later } = JSON.parse(document.getElementById('data').textContent);
const get = (id) => document.getElementById(id);
const cuts = new Set();
let selected = -1;
const toKey = (from, to) => from + '>' + to;

// What is reached when the cut imports are gone, and by which shortest chain.
function walk() {
  const via = new Array(nodes.length).fill(-2);
  const order = [...entries];
  for (const entry of entries) via[entry] = -1;
  for (const from of order) for (const to of nodes[from].o) if (via[to] === -2 && !cuts.has(toKey(from, to))) { via[to] = from; order.push(to); }
  return via;
}
const before = walk();
const toTime = (ms) => (ms < 100 ? ms + ' ms' : (ms / 1000).toFixed(1) + ' s');
const toSize = (mb) => mb + ' MB';
function sum(via) {
  let cpu = 0, memory = 0, modules = 0, packages = 0, estimates = false;
  nodes.forEach((node, id) => { if (via[id] === -2) return; if (node.k) packages += 1; else modules += 1; if (node.c) { cpu += node.c[0]; memory += node.c[1]; estimates = estimates || !node.c[3].startsWith('measured'); } });
  return { cpu, memory, modules, packages, estimates };
}
const describe = ({ cpu, memory, modules, packages, estimates }) => modules + ' modules, ' + packages + ' packages; ' + (estimates ? 'measured or estimated: ' : 'measured: ') + toTime(cpu) + ' CPU, ' + toSize(memory);

// Squares as nearly as may be: Bruls, Huizing, van Wijk, Squarified Treemaps (2000).
function layOut(items, x, y, width, height) {
  const total = items.reduce((all, item) => all + item.size, 0);
  if (total <= 0 || items.length === 0) return [];
  const scale = (width * height) / total;
  const placed = [];
  let rest = items.map((item) => ({ ...item, area: item.size * scale }));
  const worst = (row, side) => { const all = row.reduce((n, one) => n + one.area, 0); return Math.max(...row.map((one) => Math.max((side * side * one.area) / (all * all), (all * all) / (side * side * one.area)))); };
  while (rest.length > 0) {
    const side = Math.min(width, height);
    let row = [rest[0]];
    while (row.length < rest.length && worst([...row, rest[row.length]], side) <= worst(row, side)) row.push(rest[row.length]);
    const all = row.reduce((n, one) => n + one.area, 0);
    const thickness = all / side;
    let at = 0;
    for (const one of row) {
      const length = one.area / thickness;
      placed.push(width >= height ? { ...one, x, y: y + at, w: thickness, h: length } : { ...one, x: x + at, y, w: length, h: thickness });
      at += length;
    }
    if (width >= height) { x += thickness; width -= thickness; } else { y += thickness; height -= thickness; }
    rest = rest.slice(row.length);
  }
  return placed;
}

function draw() {
  const via = walk();
  const measure = Number(get('measure').value);
  const map = get('map');
  const items = nodes.flatMap((node, id) => (node.c ? [{ id, size: Math.max(1, node.c[measure]) }] : [])).sort((a, b) => b.size - a.size);
  map.replaceChildren(...layOut(items, 0, 0, map.clientWidth, map.clientHeight).map(({ id, x, y, w, h }) => {
    const button = document.createElement('button');
    const { l, c } = nodes[id];
    button.type = 'button';
    button.style.cssText = 'left:' + x + 'px;top:' + y + 'px;width:' + w + 'px;height:' + h + 'px';
    button.className = (c[4] ? 'heavy ' : '') + (via[id] === -2 ? 'cut ' : '') + (id === selected ? 'on' : '');
    button.title = l + ': ' + toTime(c[0]) + ', ' + toSize(c[1]);
    button.append(l);
    const small = document.createElement('small');
    small.append(toTime(c[0]) + ', ' + toSize(c[1]));
    button.append(small);
    button.addEventListener('click', () => select(id));
    return button;
  }));
  if (items.length === 0) map.append('Nothing that was measured is loaded at the start.');
  const [old, now] = [sum(before), sum(via)];
  get('sum').textContent = cuts.size === 0 ? describe(old) + (later.length > 0 ? '. Loaded later, if at all: ' + later.join(', ') : '') : 'Before: ' + describe(old) + '. With ' + cuts.size + ' cut: ' + describe(now) + '.';
  get('reset').disabled = cuts.size === 0;
  show(via);
}

function show(via) {
  if (selected < 0) return;
  const { l, c } = nodes[selected];
  get('name').textContent = l;
  get('facts').textContent = c ? toTime(c[0]) + ' CPU, ' + toSize(c[1]) + ' when imported (' + c[2] + ', ' + c[3] + ')' : '';
  const isGone = via[selected] === -2;
  const chain = [];
  for (let at = selected; at >= 0; at = (isGone ? before : via)[at]) chain.unshift(at);
  get('chain').replaceChildren(...chain.map((id, index) => {
    const item = document.createElement('li');
    item.append(nodes[id].l);
    if (index > 0) {
      const key = toKey(chain[index - 1], id);
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = cuts.has(key) ? 'take back' : 'cut';
      if (cuts.has(key)) item.className = 'gone';
      button.addEventListener('click', () => { if (!cuts.delete(key)) cuts.add(key); draw(); });
      item.append(button);
    }
    return item;
  }));
  get('hint').textContent = isGone ? 'It is no longer loaded at the start.' : 'The shortest chain. Cut an import to see what would be left, and whether another chain leads here.';
}

function select(id) {
  selected = id;
  draw();
}

get('search').addEventListener('input', (event) => {
  const text = event.target.value.trim().toLowerCase();
  const found = text === '' ? [] : nodes.flatMap((node, id) => (node.l.toLowerCase().includes(text) ? [id] : [])).slice(0, 50);
  get('found').replaceChildren(...found.map((id) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = nodes[id].l;
    button.addEventListener('click', () => select(id));
    item.append(button);
    return item;
  }));
});
get('measure').addEventListener('change', draw);
get('reset').addEventListener('click', () => { cuts.clear(); draw(); });
addEventListener('resize', draw);
selected = nodes.findIndex((node) => node.c && node.c[4]);
draw();
`;
