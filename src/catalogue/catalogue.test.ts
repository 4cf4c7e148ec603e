// What the catalogue finds, in which preset, and that its measured rows are sound.
import { describe, expect, it } from 'vitest';
import { candidates } from './candidates.ts';
import { buildCatalogue } from './catalogue.ts';
import { describeCost } from './cost.ts';
import { measured } from './measured.ts';
import { neverPatterns } from './never.ts';
import { isPackagePattern } from './specifier.ts';
import { costlyCpuMs, costlyRssMB, type HeavyPackage } from './types.ts';

const catalogue = buildCatalogue();

describe('find', () => {
  it.each([
    ['sharp', 'sharp'],
    ['sharp/lib/sharp.js', 'sharp'],
    ['@sparticuz/chromium', '@sparticuz/chromium'],
    ['@napi-rs/canvas/node-canvas', '@napi-rs/canvas'],
    ['pdfjs-dist/legacy/build/pdf.mjs', 'pdfjs-dist'],
  ])('%s names %s', (specifier, name) => {
    expect(catalogue.find(specifier)?.name).toBe(name);
  });

  it.each([
    'sharp-foo',
    'sharpness',
    './sharp',
    '../sharp',
    '.',
    '..',
    '/sharp',
    '',
    '#sharp',
    '@/sharp',
    '@sparticuz',
    '@sparticuz/chromium-foo',
    'node:sqlite',
    'node:sharp',
    'npm:sharp',
    'file:///sharp',
    'https://esm.sh/sharp',
    'data:text/javascript,1',
    'C:\\sharp',
    '@types/sharp',
    'fs',
    'axios',
    'express',
    'constructor',
    '__proto__',
    'Sharp',
  ])('%j names no heavy package', (specifier) => {
    expect(catalogue.find(specifier)).toBeUndefined();
  });

  it('returns the same value for a package and its subpaths', () => {
    expect(catalogue.find('sharp/lib/sharp.js')).toBe(catalogue.find('sharp'));
  });
});

describe('presets', () => {
  it.each([
    ['googleapis', { native: false, costly: true, lazyByItself: false, level: 'recommended' }],
    ['sharp', { native: true, level: 'recommended' }],
    ['@napi-rs/canvas', { native: true, level: 'recommended' }],
    ['onnxruntime-node', { native: true, level: 'recommended' }],
    ['puppeteer', { native: false, level: 'recommended' }],
    ['puppeteer-core', { native: false, level: 'recommended' }],
    [
      'puppeteer-extra',
      { native: false, costly: false, lazyByItself: false, level: 'recommended' },
    ],
    ['puppeteer-extra-plugin-stealth', { native: false, costly: false, level: 'recommended' }],
    ['@sparticuz/chromium', { native: false, costly: false, level: 'recommended' }],
    ['bcrypt', { native: true, costly: false, level: 'strict' }],
    ['argon2', { native: true, costly: false, level: 'strict' }],
    ['better-sqlite3', { native: false, costly: false, lazyByItself: true, level: 'strict' }],
  ])('%s', (name, expected) => {
    expect(catalogue.find(name)).toMatchObject(expected);
  });
});

describe('the configuration', () => {
  it('adds a package that was never measured', () => {
    const added = buildCatalogue({ 'my-sdk': true }).find('my-sdk/sub');
    expect(added).toEqual({
      name: 'my-sdk',
      native: false,
      costly: false,
      lazyByItself: false,
      level: 'recommended',
      options: { level: 'recommended' },
    });
  });

  it('adds a scope', () => {
    const { find, names } = buildCatalogue({ '@acme/*': true });
    expect(find('@acme/pdf/sub')?.name).toBe('@acme/pdf');
    expect(find('@acme')).toBeUndefined();
    expect(find('@acme-labs/pdf')).toBeUndefined();
    expect(names).toContain('@acme/*');
  });

  it('removes a package, and a scope except for one of its packages', () => {
    const { find, names } = buildCatalogue({
      sharp: false,
      '@napi-rs/*': false,
      '@napi-rs/canvas': true,
    });
    expect(find('sharp')).toBeUndefined();
    expect(find('@napi-rs/canvas')?.native).toBe(true);
    expect(names).not.toContain('sharp');
    expect(names).not.toContain('@napi-rs/*');
    expect(names).toContain('@napi-rs/canvas');
  });

  it("sets the level, and keeps the measured one if it doesn't", () => {
    expect(buildCatalogue({ bcrypt: { level: 'recommended' } }).find('bcrypt')?.level).toBe(
      'recommended',
    );
    expect(buildCatalogue({ bcrypt: true }).find('bcrypt')?.level).toBe('recommended');
    expect(buildCatalogue({ bcrypt: {} }).find('bcrypt')?.level).toBe('strict');
    expect(buildCatalogue({ googleapis: { level: 'strict' } }).find('googleapis')?.level).toBe(
      'strict',
    );
    expect(buildCatalogue({ 'my-sdk': {} }).find('my-sdk')?.level).toBe('recommended');
  });

  it('refuses keys that name no package', () => {
    expect(() => buildCatalogue({ './local': true })).toThrow(
      '`./local` is neither a package name nor an `@scope/*` pattern.',
    );
    expect(() => buildCatalogue({ 'sharp/lib': true })).toThrow(TypeError);
    expect(() => buildCatalogue({ '*': true })).toThrow(TypeError);
  });

  it('never matches type packages', () => {
    expect(
      buildCatalogue({ '@types/*': true, '@types/sharp': true }).find('@types/sharp'),
    ).toBeUndefined();
  });
});

describe('the never-list', () => {
  it('holds only names and scopes', () => {
    expect(neverPatterns.filter((pattern) => !isPackagePattern(pattern))).toEqual([]);
  });

  it.each([
    'dd-trace',
    'dd-trace/init',
    'newrelic',
    '@sentry/node',
    '@opentelemetry/sdk-node',
    '@datadog/pprof',
  ])('%s', (specifier) => {
    expect(catalogue.find(specifier)).toBeUndefined();
  });

  it('is overridden by the configuration', () => {
    expect(buildCatalogue({ '@sentry/*': true }).find('@sentry/node')?.name).toBe('@sentry/node');
    expect(buildCatalogue({ 'dd-trace': true }).find('dd-trace')?.name).toBe('dd-trace');
  });
});

describe('measured rows', () => {
  it.each(measured.map((row) => [row.name, row] as const))('%s is well-formed', (name, row) => {
    expect(candidates.find((candidate) => candidate.name === name)?.stack).toBe(row.stack);
    expect(row.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(row.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(row.node).toMatch(/^\d+\.\d+\.\d+$/);
    expect(row.platform).toMatch(/^\w+-\w+$/);
    expect(row.nativeLibraries).toBe(row.libraries.length);
    expect(
      [row.wallMs, row.cpuMs, row.rssMB].every((figure) => Number.isInteger(figure) && figure >= 0),
    ).toBe(true);
    expect(
      row.imported.every((specifier) => specifier === name || specifier.startsWith(`${name}/`)),
    ).toBe(true);
  });

  it('are sorted and unique', () => {
    const names = measured.map((row) => row.name);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it('yield a catalogue of at least 60 heavy packages', () => {
    expect(catalogue.names.length).toBeGreaterThanOrEqual(60);
    expect(catalogue.names.every((name) => catalogue.find(name)?.measured?.name === name)).toBe(
      true,
    );
  });

  it('make no light package of plain JavaScript outside the reported stacks heavy', () => {
    const light = measured.filter(
      (row) =>
        row.rssMB < costlyRssMB &&
        row.cpuMs < costlyCpuMs &&
        row.nativeLibraries === 0 &&
        !row.nativeSigns,
    );
    const stacks = light.filter((row) => catalogue.find(row.name)).map((row) => row.stack);
    expect(light.map((row) => row.name)).toContain('axios');
    expect(stacks.filter((stack) => !['browser', 'image', 'inference'].includes(stack))).toEqual(
      [],
    );
  });
});

describe('describeCost', () => {
  const row = {
    name: 'x',
    stack: 'cloud',
    version: '1.2.3',
    date: '2026-11-22',
    node: '20.20.2',
    platform: 'linux-x64',
    imported: ['x'],
    wallMs: 800,
    cpuMs: 912,
    rssMB: 104,
    nativeLibraries: 0,
    libraries: [],
    nativeSigns: false,
    installScripts: false,
  } as const;
  const pkg: HeavyPackage = {
    name: 'x',
    native: false,
    costly: true,
    lazyByItself: false,
    level: 'recommended',
    measured: row,
    options: {},
  };

  it.each<[string, HeavyPackage]>([
    ['0.9 s CPU and 104 MB when imported (x 1.2.3, measured 2026-11-22)', pkg],
    [
      'maps 2 native libraries, 90 ms CPU and 24 MB when imported (x 1.2.3, measured 2026-11-22)',
      {
        ...pkg,
        native: true,
        measured: {
          ...row,
          cpuMs: 90,
          rssMB: 24,
          nativeLibraries: 2,
          libraries: ['a.node', 'b.so'],
        },
      },
    ],
    [
      'maps a native library, under 5 ms CPU and under 5 MB when imported (x 1.2.3, measured 2026-11-22)',
      {
        ...pkg,
        native: true,
        measured: { ...row, cpuMs: 0, rssMB: 2, nativeLibraries: 1, libraries: ['a.node'] },
      },
    ],
    [
      'maps no native library, 12 ms CPU and under 5 MB when imported (x 1.2.3, measured 2026-11-22)',
      { ...pkg, lazyByItself: true, measured: { ...row, cpuMs: 12, rssMB: 2, nativeSigns: true } },
    ],
  ])('%s', (text, heavy) => {
    expect(describeCost(heavy)).toBe(text);
  });

  it('names the configuration for a package that was not measured', () => {
    const [name] = buildCatalogue({ 'my-sdk': true }).names.filter((entry) => entry === 'my-sdk');
    const added = buildCatalogue({ 'my-sdk': true }).find(name ?? '');
    expect(added && describeCost(added)).toBe('listed in your configuration');
  });
});
