// Summaries and notes of rewrites.
import type { Site } from '../placement.ts';
import type { LoadFact } from '../../../syntax/modules/facts.ts';

function toPackages(loads: readonly LoadFact[]): string {
  return [...new Set(loads.map((load) => `\`${load.specifier}\``))].join(' and ');
}

export function toCatchNote(loads: readonly LoadFact[]): string {
  return `If ${toPackages(loads)} can't be loaded, the \`catch\` around it gets the error.`;
}

export const GUARDED_NOTE =
  'What is started there is not started while the guard holds, and the start goes on when that fails.';

export const START_NOTE = 'The start does not wait for it any more, and goes on when it fails.';

export function toStartSummary(loads: readonly LoadFact[], sites: readonly Site[]): string {
  return sites.length === 0
    ? `Loads ${toPackages(loads)} in a function that the start does not wait for`
    : `${toSummary(loads, sites)}, and at the start`;
}

export function toSummary(
  loads: readonly LoadFact[],
  sites: readonly Pick<Site, 'functionScope'>[],
): string {
  const packages = toPackages(loads);
  if (sites.length === 0) return `Imports only the types of ${packages}`;
  const places = [...new Set(sites.map((site) => site.functionScope.label))];
  const where = places.length > 3 ? `${String(places.length)} functions` : places.join(', ');
  return `Loads ${packages} in ${where}`;
}
