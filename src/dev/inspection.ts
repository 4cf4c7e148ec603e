// The command `npm run inspection -- <folders…>`: compares the inspection of packages with
// measurements, over installed projects. Measuring runs the packages.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCatalogue } from '../catalogue/catalogue.ts';
import { judgeInspection } from '../catalogue/inspection.ts';
import { isElided } from '../checks/no-eager-heavy-import/check.ts';
import { createExemptionTest } from '../config/exemptions.ts';
import { measureImport, MeasureError, type ImportCost } from '../packages/import-cost.ts';
import { createHostProvider } from '../resolve/module-hosts.ts';
import { createPackageInspector } from '../packages/package-inspector.ts';
import { toLabel } from '../files/label.ts';
import { listSourceFiles } from '../files/walk.ts';
import { analyzeModule, isParseFailure } from '../syntax/analyze.ts';
import { toSourceText } from '../text/source-text.ts';
import { costlyCpuMs, costlyRssMB } from '../catalogue/types.ts';

/** An import of a package that the catalogue doesn't list, as inspected. */
interface Inspected {
  readonly label: string;
  readonly folder: string;
  readonly specifier: string;
  readonly bytes: number;
  readonly costly: boolean;
  readonly native: boolean;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '30' }, runs: { type: 'string', default: '3' } },
});
const all = new Map(
  positionals
    .flatMap((folder) => [...inspectProject(resolve(folder))])
    .map((one) => [one.label, one]),
);
const imports = [...all.values()].sort((a, b) => b.bytes - a.bytes);
const flagged = imports.filter(({ costly, native }) => costly || native);
console.log(
  `${imports.length} imports that the catalogue does not list: ${flagged.filter(({ costly }) => costly).length} costly, ${flagged.filter(({ native }) => native).length} native by inspection`,
);
await compare('flagged', flagged);
await compare(
  'taken among the others',
  takeSome(
    imports.filter((one) => !flagged.includes(one)),
    Number(values.sample),
  ),
);

/**
 * Finds the imports of a project that load a package when their file is evaluated, once for each
 * version.
 */
function* inspectProject(root: string): Iterable<Inspected> {
  const inspector = createPackageInspector(root, buildCatalogue(), 'recommended');
  const getHost = createHostProvider(root);
  const getExemption = createExemptionTest(root, {});
  for (const path of listSourceFiles(root, root)) {
    if (getExemption(toLabel(root, path)) !== undefined) continue;
    const facts = analyzeModule(toSourceText(path, readFileSync(path, 'utf8')));
    if (isParseFailure(facts)) continue;
    for (const load of facts.loads) {
      const inspection =
        load.atStartup && !load.isTypeOnly && !isElided(load, facts, getHost(facts).elision)
          ? inspector.inspect(path, load.specifier)?.inspection
          : undefined;
      if (!inspection) continue;
      const heavy = judgeInspection(inspection, 'recommended');
      yield {
        label: `${load.specifier}@${inspection.version}`,
        folder: dirname(path),
        specifier: load.specifier,
        bytes: inspection.bytes,
        costly: heavy?.costly === true,
        native: heavy?.native === true,
      };
    }
  }
}

async function compare(group: string, inspected: readonly Inspected[]): Promise<void> {
  const rows: { readonly one: Inspected; readonly cost: ImportCost }[] = [];
  for (const one of inspected) {
    try {
      const cost = await measureImport(one.folder, [one.specifier], Number(values.runs));
      rows.push({ one, cost });
      console.log(
        `${group}: ${one.label} ${(one.bytes / 1e6).toFixed(2)} MB${one.costly ? ', costly' : ''}${one.native ? ', native' : ''}: ${cost.cpuMs} ms CPU, ${cost.rssMB} MB, ${cost.libraries.length} libraries`,
      );
    } catch (error) {
      if (!(error instanceof MeasureError)) throw error;
      console.log(`${group}: ${one.label} left out: ${error.message}`);
    }
  }
  const isCostly = ({ cost }: (typeof rows)[number]): boolean =>
    cost.rssMB >= costlyRssMB || cost.cpuMs >= costlyCpuMs;
  const isNative = ({ cost }: (typeof rows)[number]): boolean => cost.libraries.length > 0;
  const costly = rows.filter(({ one }) => one.costly);
  const native = rows.filter(({ one }) => one.native);
  console.log(
    `\n${group}: ${rows.length} measured. Of ${costly.length} flagged as costly ${costly.filter(isCostly).length} are, of the others ${rows.filter((row) => !row.one.costly && isCostly(row)).length}.`,
  );
  console.log(
    `${group}: of ${native.length} flagged as native ${native.filter(isNative).length} map a library, of the others ${rows.filter((row) => !row.one.native && isNative(row)).length}.\n`,
  );
}

/** Takes a sample, spread evenly over the sorted list, so that two runs take the same. */
function takeSome(list: readonly Inspected[], count: number): readonly Inspected[] {
  return list.filter(
    (_, index) =>
      Math.floor((index * count) / list.length) !== Math.floor(((index - 1) * count) / list.length),
  );
}
