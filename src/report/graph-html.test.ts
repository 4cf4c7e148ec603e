// The page of `ballast graph`: it stands alone, nothing in it can break out, and its script does what it says, on a stand-in for a browser.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { formatGraphHtml } from './graph-html.ts';
import type { GraphReport } from './graph-report.ts';

const COST = { cpuMs: 900, rssMB: 100, version: '1.0.0', date: '2026-11-22', nativeLibraries: 0, isHeavy: true };
const REPORT: GraphReport = {
  entries: [0],
  nodes: [
    { kind: 'module', label: 'server.ts', loads: [1, 2] },
    { kind: 'module', label: '</script><b>.ts', via: 0, loads: [3] },
    { kind: 'package', label: 'express', via: 0, loads: [], cost: { ...COST, cpuMs: 80, rssMB: 13, isHeavy: false } },
    { kind: 'package', label: 'googleapis', via: 1, loads: [], cost: COST },
  ],
  later: ['sharp'],
  unresolved: [],
  elapsedMs: 1,
};

interface Element {
  readonly children: (Element | string)[];
  readonly listeners: Record<string, (event: unknown) => void>;
  textContent: string;
  value: string;
  className: string;
  style: { cssText: string };
  replaceChildren(...children: readonly (Element | string)[]): void;
  append(...children: readonly (Element | string)[]): void;
  addEventListener(name: string, listener: (event: unknown) => void): void;
}

function makeElement(): Element {
  const element: Element = {
    children: [], listeners: {}, textContent: '', value: '', className: '', style: { cssText: '' },
    replaceChildren(...children) { element.children.splice(0, Infinity, ...children); },
    append(...children) { element.children.push(...children); },
    addEventListener(name, listener) { element.listeners[name] = listener; },
  };
  return Object.assign(element, { clientWidth: 800, clientHeight: 400 });
}

function open(html: string): (id: string) => Element {
  const [, data = ''] = /<script id="data" type="application\/json">(.*?)<\/script>/.exec(html) ?? [];
  const [, script = ''] = /<script>([^]*?)<\/script>/.exec(html) ?? [];
  const elements = new Map<string, Element>();
  const get = (id: string): Element => {
    const element = elements.get(id) ?? makeElement();
    elements.set(id, element);
    return element;
  };
  get('data').textContent = data;
  get('measure').value = '0';
  runInNewContext(script, { document: { getElementById: get, createElement: makeElement }, addEventListener: () => undefined });
  return get;
}

const toText = (element: Element | string | undefined): string => (element === undefined ? '' : typeof element === 'string' ? element : element.textContent + element.children.map(toText).join(' '));
const isElement = (child: Element | string | undefined): child is Element => typeof child === 'object';

describe('the page', () => {
  const html = formatGraphHtml(REPORT);

  it('asks no network, and names cannot break out of it', () => {
    expect(html).not.toMatch(/https?:|<link|@import|src=/);
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<b>');
  });

  it('shows packages by size, and the chain of the heaviest', () => {
    const get = open(html);
    expect(get('map').children.map(toText)).toEqual(['googleapis 0.9 s, 100 MB', 'express 80 ms, 13 MB']);
    const areas = get('map').children.filter(isElement).map(({ style }) => Number(/width:([\d.]+)/.exec(style.cssText)?.[1]) * Number(/height:([\d.]+)/.exec(style.cssText)?.[1]));
    expect((areas[0] ?? 0) / (areas[1] ?? 1)).toBeCloseTo(900 / 80);
    expect((areas[0] ?? 0) + (areas[1] ?? 0)).toBeCloseTo(800 * 400);
    expect(get('chain').children.map(toText)).toEqual(['server.ts', '</script><b>.ts cut', 'googleapis cut']);
    expect(toText(get('sum'))).toBe('2 modules, 2 packages; measured: 1.0 s CPU, 113 MB. Loaded later, if at all: sharp');
  });

  it('says what is left when an import is cut', () => {
    const get = open(html);
    const [, item] = get('chain').children.filter(isElement);
    item?.children.find(isElement)?.listeners['click']?.({});
    expect(toText(get('sum'))).toBe('Before: 2 modules, 2 packages; measured: 1.0 s CPU, 113 MB. With 1 cut: 1 modules, 1 packages; measured: 80 ms CPU, 13 MB.');
    get('reset').listeners['click']?.({});
    expect(toText(get('sum'))).toContain('2 modules, 2 packages');
  });

  it('finds modules by a part of their name', () => {
    const get = open(html);
    get('search').listeners['input']?.({ target: { value: 'SERV' } });
    expect(get('found').children.map(toText)).toEqual(['server.ts']);
  });
});
