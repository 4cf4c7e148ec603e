// Knows how to say in a few words what a heavy package costs, with the source of the figures.
// Must not know why it is reported, nor the rest of the message.
import type { HeavyPackage, MeasuredPackage } from './catalogue.ts';

/** Differences below these can't be told from noise. */
const noiseMB = 5;
const noiseMs = 5;

/**
 * Describes what importing a heavy package costs, as a phrase without capital or full stop:
 * `0.9 s CPU and 104 MB when imported (googleapis 144.0.0, measured 2026-11-22)`.
 */
export function describeCost(pkg: HeavyPackage): string {
  const { measured } = pkg;
  if (!measured) return 'listed in your configuration';
  const source = `(${measured.name} ${measured.version}, measured ${measured.date})`;
  return `${describeLibraries(pkg, measured)}${toTime(measured.cpuMs)} CPU and ${toMemory(measured.rssMB)} when imported ${source}`;
}

function describeLibraries(pkg: HeavyPackage, measured: MeasuredPackage): string {
  if (pkg.lazyByItself) return 'maps no native library, ';
  if (!pkg.native) return '';
  return measured.nativeLibraries === 1 ? 'maps a native library, ' : `maps ${measured.nativeLibraries} native libraries, `;
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
