// Describes in a few words what a heavy package costs, with the source of the figures.
import { estimateCost } from './inspection.ts';
import type { HeavyPackage, MeasuredPackage, Inspection } from './types.ts';

/** Smaller differences can't be told from noise. */
const noiseMB = 5;
const noiseMs = 5;

/**
 * Describes what importing a heavy package costs, as a phrase without capital or full stop:
 * `0.9 s CPU and 104 MB when imported (googleapis 144.0.0, measured 2026-11-22)`,
 * `about 0.3 s CPU and 29 MB when imported (foo 1.2.3, estimated from 2.1 MB of JavaScript)`.
 */
export function describeCost(pkg: HeavyPackage): string {
  const { measured, inspection } = pkg;
  if (!measured && inspection) return describeInspection(inspection, pkg.costly);
  if (!measured) return 'listed in your configuration';
  const source = `(${measured.name} ${measured.version}, measured ${measured.date})`;
  return `${describeLibraries(pkg, measured)}${toTime(measured.cpuMs)} CPU and ${toMemory(measured.rssMB)} when imported ${source}`;
}

function describeLibraries(pkg: HeavyPackage, measured: MeasuredPackage): string {
  if (pkg.lazyByItself) return 'maps no native library, ';
  if (!pkg.native) return '';
  return measured.nativeLibraries === 1
    ? 'maps a native library, '
    : `maps ${measured.nativeLibraries} native libraries, `;
}

function describeInspection(inspection: Inspection, isCostly: boolean): string {
  const { name, version, native } = inspection;
  const { cpuMs, rssMB } = estimateCost(inspection);
  const loads =
    native === undefined
      ? ''
      : native === name
        ? 'loads native code'
        : `loads native code of \`${native}\``;
  if (!isCostly) return `${loads} when imported (${name} ${version}, by inspection)`;
  return `${loads === '' ? '' : `${loads}, `}about ${toTime(cpuMs)} CPU and ${toMemory(rssMB)} when imported (${name} ${version}, ${describeSource(inspection)})`;
}

/** `estimated from 2.1 MB of JavaScript`. */
export function describeSource({ bytes }: Pick<Inspection, 'bytes'>): string {
  return `estimated from ${(bytes / 1e6).toFixed(1)} MB of JavaScript`;
}

/** The CPU time of an import in milliseconds, measured or estimated; 0 if unknown. For sorting. */
export function getCpuMs({ measured, inspection }: HeavyPackage): number {
  return measured?.cpuMs ?? (inspection ? estimateCost(inspection).cpuMs : 0);
}

/** `12 ms`, `0.9 s`. */
export function toTime(milliseconds: number): string {
  if (milliseconds < noiseMs) return `under ${noiseMs} ms`;
  return milliseconds < 100 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `104 MB`. */
export function toMemory(megabytes: number): string {
  return megabytes < noiseMB ? `under ${noiseMB} MB` : `${megabytes} MB`;
}
