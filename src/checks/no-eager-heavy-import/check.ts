// Heavy packages that are loaded while a module is evaluated, and could be loaded when they are
// first needed.
import { describeCost } from '../../catalogue/cost.ts';
import type { ModuleFacts } from '../../syntax/facts.ts';
import type { Range } from '../../text/range.ts';
import { defineCheck, type CheckContext, type CheckOptions, type Match } from '../define-check.ts';
import { resolveDeferrals, type Deferral } from './deferral.ts';
import { planDeferral } from './edit/edit.ts';
import { fixOptions } from './fix-options.ts';
import { asyncRefusals, refusals, refuse } from './refusals.ts';
import { isStartFunction } from './startup-functions.ts';
import type { FunctionScope, FunctionScopeKind } from '../../syntax/functions/facts.ts';
import type { LoadFact } from '../../syntax/modules/facts.ts';
import type { HeavyPackage, LocalCut } from '../../catalogue/types.ts';

interface HeavyImport extends Match {
  readonly range: Range;
  readonly load: LoadFact;
  readonly heavy: HeavyPackage;
  readonly deferral: Deferral;
  /** Functions that use it later, for the message. */
  readonly users: readonly string[];
}

export const noEagerHeavyImport = defineCheck<HeavyImport>({
  id: 'no-eager-heavy-import',
  docs: {
    type: 'suggestion',
    description: 'disallow loading heavy packages while a module is evaluated',
    recommended: true,
  },
  messages: {
    inside: '`{{package}}` is loaded on every start: {{cost}}. Import it inside {{users}} instead.',
    setUp:
      '`{{package}}` is loaded and set up on every start: {{cost}}. Load it, with its set-up, on first use in {{users}}.',
    later: '`{{package}}` is loaded on every start: {{cost}}. Load it when it is first needed.',
    typeOnly:
      '`{{package}}` is loaded on every start: {{cost}}. Only its types are used: write `import type`.',
    cut: '`{{module}}` is loaded on every start{{behind}}. {{action}}.',
    needed:
      '`{{package}}` is loaded on every start: {{cost}}. Make the import lazy in the modules that import this file.',
  },
  schema: {
    type: 'object',
    properties: {
      report: {
        enum: ['costly', 'all'],
        description:
          'costly: packages that cost much or belong to a heavy stack; all: small native packages too',
      },
      undeferrable: {
        type: 'boolean',
        description: 'report loads whose value the module needs while it is evaluated as well',
      },
    },
    additionalProperties: false,
  },
  presets: {
    recommended: { report: 'costly', undeferrable: false },
    strict: { report: 'all', undeferrable: false },
  },
  refusals,
  asyncRefusals,
  everyLoad: { undeferrable: true },
  fixOptions,
  syncFallback: {
    option: 'syncFallback',
    hint: '`--sync-fallback` writes a `require` there.',
  },
  mayMatch: (text, { catalogue, options }) => catalogue.mayName(text, getOptions(options).report),
  mayLoad: (specifier, { catalogue, options }) =>
    isReported(catalogue.findImported(specifier), getOptions(options).report),
  *find(facts, context) {
    const heavy = findHeavyLoads(facts, context, getOptions(context.options).report);
    const deferrals = resolveDeferrals(
      heavy.map((one) => one.load),
      facts,
      context.host.elision,
      (load) =>
        heavy.some(
          (one) => one.load === load && one.heavy.cut && one.heavy.cut.isNeededByStart !== true,
        ),
    );
    for (const { load, heavy: pkg } of heavy) {
      const deferral = deferrals.get(load);
      if (!deferral) continue;
      if (deferral.kind === 'needed' && !pkg.cut && !getOptions(context.options).undeferrable)
        continue;
      yield { range: load.range, load, heavy: pkg, deferral, users: getUsers(deferral, facts) };
    }
  },
  describe({ load, heavy, deferral, users }) {
    if (heavy.cut)
      return {
        messageId: 'cut',
        data: { module: load.specifier, ...wordCut(heavy.cut, deferral, users) },
      };
    const data = { package: load.specifier, cost: describeCost(heavy), users: toList(users) };
    if (deferral.kind === 'needed') return { messageId: 'needed', data };
    if (deferral.kind === 'unit' && deferral.unit.uses.length === 0)
      return { messageId: 'typeOnly', data };
    if (deferral.kind === 'refused' || users.length === 0) return { messageId: 'later', data };
    const hasSetUp = deferral.unit.moved.some(
      (statement) =>
        statement.kind !== 'import' &&
        !deferral.unit.loads.some((one) => one.statement === statement.index),
    );
    return { messageId: hasSetUp ? 'setUp' : 'inside', data };
  },
  edit({ load, heavy: { cut }, deferral }, facts, context) {
    if (deferral.kind !== 'unit') return deferral.refusal;
    if (cut?.effect !== undefined)
      return refuse('B135', load.range, { module: load.specifier, why: cut.effect });
    if (cut?.changing !== undefined)
      return refuse('B136', load.range, { module: load.specifier, variable: cut.changing });
    if (cut?.runsInside !== undefined) return refuse('B139', load.range, { where: cut.runsInside });
    return planDeferral(deferral.unit, facts, context);
  },
});

/** What the import of a module of the project costs the start, and what to do about it. */
function wordCut(
  { packages }: LocalCut,
  deferral: Deferral,
  users: readonly string[],
): { behind: string; action: string } {
  const behind =
    packages.length === 0
      ? ''
      : `, and loads ${toList(
          packages.map(({ name }) => `\`${name}\``),
          'heavy packages',
        )}`;
  if (deferral.kind === 'needed')
    return { behind, action: 'Make the import lazy in the modules that import this file' };
  if (deferral.kind === 'unit' && deferral.unit.isStarted)
    return { behind, action: 'Load it in a function that startup does not wait for' };
  return {
    behind,
    action:
      users.length > 0
        ? `Import it inside ${toList(users)} instead`
        : 'Load it when it is first needed',
  };
}

interface Options {
  readonly report: 'costly' | 'all';
  readonly undeferrable: boolean;
}

function getOptions(options: CheckOptions): Options {
  return {
    report: options['report'] === 'all' ? 'all' : 'costly',
    undeferrable: options['undeferrable'] === true,
  };
}

/** What a package ships beside its code: `pdfjs-dist/web/pdf_viewer.css`. */
const ASSET = /\.(?:css|s[ac]ss|less|json|svg|png|jpe?g|gif|wasm|html|txt|ttf|woff2?)$/;

/** Loads of packages to report that really happen while the module is evaluated. */
export function findHeavyLoads(
  facts: ModuleFacts,
  { catalogue, host }: Pick<CheckContext, 'catalogue' | 'host'>,
  report: 'costly' | 'all',
): readonly { load: LoadFact; heavy: HeavyPackage }[] {
  return facts.loads.flatMap((load) => {
    if (!load.atStartup || load.isTypeOnly || ASSET.test(load.specifier)) return [];
    const heavy = catalogue.findImported(load.specifier);
    // async function main() { await import('./monitor'); } main(): the start does not wait for it.
    if (heavy?.cut && load.form === 'dynamic-import' && isStartFunction(load.functionScope, facts))
      return [];
    if (!isReported(heavy, report)) return [];
    return isElided(load, facts, host.elision) ? [] : [{ load, heavy }];
  });
}

function isReported(
  heavy: HeavyPackage | undefined,
  report: 'costly' | 'all',
): heavy is HeavyPackage {
  return heavy !== undefined && (heavy.level === 'recommended' || report === 'all');
}

/** TypeScript drops an import whose every binding is used as a type only. */
export function isElided(
  load: LoadFact,
  facts: ModuleFacts,
  { keepsUnusedImports, emitsDecoratorMetadata }: CheckContext['host']['elision'],
): boolean {
  if (!facts.isTypeScript || keepsUnusedImports || load.bindings.length === 0) return false;
  return load.bindings.every((binding) =>
    (facts.variables[binding.variable]?.uses ?? []).every(
      (use) => use.kind === 'type' || (use.kind === 'metadata' && !emitsDecoratorMetadata),
    ),
  );
}

/** The functions that use it and could load it. */
export function getUsers(deferral: Deferral, facts: ModuleFacts): readonly string[] {
  if (deferral.kind !== 'unit') return [];
  const functionScopes = deferral.unit.uses.flatMap(
    (use) => getNamedFunctionScope(use.functionScope, facts) ?? [],
  );
  return [
    ...new Set(
      functionScopes
        .filter((functionScope) => CALLABLE.has(functionScope.kind))
        .map((functionScope) => functionScope.label),
    ),
  ];
}

const CALLABLE: ReadonlySet<FunctionScopeKind> = new Set<FunctionScopeKind>([
  'function',
  'arrow',
  'method',
]);

/**
 * The function that people would name: callbacks that run in place belong to the function around
 * them.
 */
function getNamedFunctionScope(id: number, facts: ModuleFacts): FunctionScope | undefined {
  let functionScope = facts.functionScopes[id];
  while (functionScope?.isInPlace && functionScope.parent !== 0)
    functionScope = facts.functionScopes[functionScope.parent];
  return functionScope;
}

/** `a`, `b` and `c`, for a message. */
export function toList(users: readonly string[], many = 'functions that use it'): string {
  if (users.length > 3)
    return `${many === 'functions that use it' ? 'the ' : ''}${String(users.length)} ${many}`;
  return users.length > 1
    ? `${users.slice(0, -1).join(', ')} and ${users.at(-1) ?? ''}`
    : (users[0] ?? '');
}
