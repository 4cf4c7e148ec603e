// Plans the text edits that make a heavy load lazy: what goes, what comes in its place, and what is
// awaited where.
import type { ClassFact, ModuleFacts, StatementFact, VariableFact } from '../../../syntax/facts.ts';
import type { TextEdit } from '../../../text/edits.ts';
import { isWithin } from '../../../text/range.ts';
import { getIndentation, getLineStart, getText } from '../../../text/source-text.ts';
import { getStyle, separateStatements } from '../../../text/style.ts';
import type { CheckContext, EditPlan, Refusal } from '../../define-check.ts';
import type { DeferralUnit } from '../deferral.ts';
import { buildInitializer } from './initializer.ts';
import { buildLoader, indentLines, type Loader, type LoaderGuard } from './loader.ts';
import { placeLines } from './layout.ts';
import { refuseShared } from './shared-set-up.ts';
import { resolveSites, type Site } from '../placement.ts';
import { getLoaderPlace } from '../fix-options.ts';
import { refuse } from '../refusals.ts';
import { findStartCall, type StartCall } from '../startup-calls.ts';
import { buildStatement } from './statements.ts';
import { toTypeImports } from './type-imports.ts';
import { getModuleMark } from './module-mark.ts';
import { toStartSummary, toSummary, toCatchNote, START_NOTE, GUARDED_NOTE } from './summary.ts';
import { getStart, getTrailing, removeStatement, type EditDraft } from './removal.ts';

/** Plans the rewrite of one unit, as a whole or not at all. */
export function planDeferral(
  unit: DeferralUnit,
  facts: ModuleFacts,
  context: CheckContext,
): EditPlan | Refusal {
  const isSync = context.asyncScopes === 'none';
  const plan = { unit, facts, context, style: getStyle(facts.source.text), isSync };
  const [load] = unit.loads;
  if (!load) throw new Error('a unit without a load');
  const typed = unit.variables.find(
    (variable) =>
      variable.kind !== 'import' && variable.uses.some((use) => unit.typeUses.includes(use)),
  );
  if (typed) return refuse('B119', unit.typeUses[0]?.range ?? load.range, { variable: typed.name });
  const exposed = unit.variables.filter((variable) =>
    variable.uses.some((use) => unit.uses.includes(use)),
  );
  const startGuards = findGuards(plan, 'start');
  const start =
    startGuards.length > 0 && !unit.isStarted && isOnlyImports(unit)
      ? findStartCall(unit, facts)
      : undefined;
  const sites = resolveSites(
    exposed,
    unit.uses.filter((use) => use !== start?.use),
    facts,
    load.specifier,
    context.asyncScopes,
  );
  if ('reason' in sites) return sites;
  const texts = buildTexts(plan, unit.variables.filter(isUsedAsValue));
  if ('reason' in texts) return texts;
  const guards = unit.isStarted ? startGuards : findGuards(plan, 'load');
  if (unit.isStarted && isSync)
    return refuse('B110', load.range, { why: 'a call at the start needs it' });
  // const { default: sharp } = await import('sharp')
  if (isSync && unit.moved.some(({ awaits }) => awaits))
    return refuse('B110', load.range, { why: 'the module waits for it' });
  const [guard] = guards;
  if (unit.isStarted && guard && sites.length > 0)
    return refuse('B138', load.range, { env: guard.env, is: guard.is });
  const hasSetUp = unit.moved.some((statement) => !isPlainLoad(statement, unit));
  const shared = hasSetUp ? refuseShared(plan) : undefined;
  if (shared) return shared;
  const isInline = guards.length === 0 && !hasSetUp;
  if (!isInline && getLoaderPlace(context.fixOptions) === 'inline')
    return refuse('B133', load.range, { package: load.specifier });
  const owner =
    getLoaderPlace(context.fixOptions) === 'method' && !unit.isStarted
      ? getOwner(sites, facts)
      : undefined;
  const parts = {
    body: separateStatements(texts.lines),
    guards,
    exposed,
    specifier: load.specifier,
    isSync,
    owner: owner?.name,
  };
  const asked = isInline || sites.length === 0 ? undefined : buildLoader(parts, facts, plan.style);
  const loader = unit.isStarted
    ? buildInitializer(parts, { loader: asked, isCalledByModule: true }, facts, plan.style)
    : asked;
  const getLines = (site: Site): readonly string[] => {
    if (loader) return [loader.ask(site.variables)];
    const own = buildTexts(plan, site.variables, site === sites[0]);
    return separateStatements('reason' in own ? texts.lines : own.lines);
  };
  return toPlan(
    plan,
    { sites, start, startGuards, loader, owner, hasSetUp, notes: texts.notes },
    getLines,
  );
}

/** What a rewrite was found to need. */
interface Needs {
  /** Where the module is loaded, for the uses that follow. */
  readonly sites: readonly Site[];
  /** A call that starts something, behind its guard. */
  readonly start: StartCall | undefined;
  readonly startGuards: readonly LoaderGuard[];
  readonly loader: Loader | undefined;
  /** The class that the loader goes into. */
  readonly owner: ClassFact | undefined;
  readonly hasSetUp: boolean;
  readonly notes: readonly string[];
}

function toPlan(
  plan: EditDraft,
  { sites, start, startGuards, loader, owner, hasSetUp, notes }: Needs,
  getLines: (site: Site) => readonly string[],
): EditPlan {
  const { unit, facts, isSync } = plan;
  return {
    edits: [
      ...(isSync ? getRequireEdits(plan) : []),
      ...unit.moved.flatMap((statement) =>
        removeStatement(statement, plan, owner || isOnlyImports(unit) ? undefined : loader),
      ),
      ...(loader && (owner || isOnlyImports(unit)) ? [placeLoader(loader, owner, plan)] : []),
      ...markAsModule(plan),
      ...sites.flatMap((site) => placeLines(site, getLines(site), facts, plan.style)),
      ...(start ? guardStart(start, startGuards, plan) : []),
    ],
    safety: 'suggestion',
    summary:
      (unit.isStarted
        ? toStartSummary(unit.loads, sites)
        : toSummary(unit.loads, start ? [...sites, start] : sites)) +
      (loader ? (hasSetUp ? ', with its set-up, once' : ', behind its guard') : '') +
      (isSync ? ', by a `require`' : ''),
    notes: [
      ...new Set(notes),
      ...(sites.some((site) => site.isCaught) ? [toCatchNote(unit.loads)] : []),
      ...(unit.isStarted || unit.uses.some((use) => use.atStartup) ? [START_NOTE] : []),
      ...(start ? [GUARDED_NOTE] : []),
    ],
  };
}

function isOnlyImports(unit: DeferralUnit): boolean {
  return unit.moved.every((statement) => statement.kind === 'import');
}

/**
 * Without its only import or export, a file would be a script: its names would be everybody's, and
 * Node may take it for CommonJS.
 */
function markAsModule({ unit, facts, style }: EditDraft): readonly TextEdit[] {
  const isMarked = facts.statements.some(
    (one) =>
      (one.kind === 'import' || one.kind === 'export') &&
      (!unit.moved.includes(one) || toTypeImports(one, unit, facts, style).length > 0),
  );
  const { text, path } = facts.source;
  return isMarked || !facts.isModule || path.endsWith('.mjs')
    ? []
    : [{ range: [text.length, text.length], text: getModuleMark(text, style) }];
}

/**
 * What the configuration says of the unit's packages: where they are loaded, or where what is about
 * them is started.
 */
function findGuards({ unit, context }: EditDraft, of: 'load' | 'start'): readonly LoaderGuard[] {
  const guards = unit.loads.flatMap((load): readonly LoaderGuard[] => {
    const heavy = context.catalogue.find(load.specifier);
    const guard = of === 'start' ? heavy?.cut?.startGuard : heavy?.options.guard;
    const name =
      heavy?.cut?.packages.find((one) => one.options.guard === guard)?.name ?? load.specifier;
    return guard ? [{ package: name, then: 'throw', ...guard }] : [];
  });
  return guards.filter(
    (guard, index) =>
      guards.findIndex((one) => one.env === guard.env && one.is === guard.is) === index,
  );
}

/**
 * `monitor.start();` → `await initializeMonitor();`, and that function in front of the one that it
 * stands in.
 */
function guardStart(
  { use, range, functionScope }: StartCall,
  guards: readonly LoaderGuard[],
  draft: EditDraft,
): readonly TextEdit[] {
  const { unit, facts, style } = draft;
  const texts = buildTexts(
    draft,
    unit.variables.filter((variable) => variable.uses.includes(use)),
  );
  const holder = facts.statements.find((statement) =>
    isWithin(functionScope.range, statement.range),
  );
  if ('reason' in texts || !holder) throw new Error('a start whose load has no text');
  const body = separateStatements([...texts.lines, getText(facts.source, range)]);
  const { name, text } = buildInitializer(
    {
      body,
      guards,
      exposed: [],
      specifier: unit.loads[0]?.specifier ?? '',
      isSync: false,
      owner: undefined,
    },
    { isCalledByModule: false },
    facts,
    style,
  );
  return [
    {
      range: [holder.leadingStart, holder.leadingStart],
      text: text + style.eol + style.eol,
      order: 1,
    },
    { range, text: `await ${name}()${style.semicolon}` },
  ];
}

/** The one class whose members hold all places. */
function getOwner(sites: readonly Site[], facts: ModuleFacts): ClassFact | undefined {
  const owners = sites.map(({ functionScope }) =>
    facts.classes.findLast((one) => isWithin(functionScope.range, one.range)),
  );
  return owners.every((owner) => owner === owners[0]) ? owners[0] : undefined;
}

/** As the first members of its class, or behind the imports. */
function placeLoader(
  loader: Loader,
  owner: ClassFact | undefined,
  { unit, facts, style: { eol, indent } }: EditDraft,
): TextEdit {
  if (owner) {
    const step =
      getIndentation(facts.source.text, getLineStart(facts.source.text, owner.range[0])) + indent;
    return {
      range: [owner.bodyStart, owner.bodyStart],
      text: eol + indentLines(loader.text, step) + eol,
    };
  }
  const last = facts.statements.findLast(
    (statement) => statement.kind === 'import' && !unit.moved.includes(statement),
  );
  const at = last?.range[1] ?? unit.moved[0]?.directiveStart ?? 0;
  return {
    range: [at, at],
    text: last ? eol + eol + loader.text : loader.text + eol + eol,
    order: -1,
  };
}

/** An ES module has no `require` until it makes one. */
function getRequireEdits({
  unit,
  facts,
  context,
  style: { quote, semicolon, eol },
}: EditDraft): readonly TextEdit[] {
  if (context.host.runsAs !== 'module' || facts.names.has('createRequire')) return [];
  // const sharp = require('sharp'): it has one, wherever it comes from.
  if (unit.loads.every(({ form }) => form === 'require')) return [];
  // Not behind a heavy import, so that another one that goes as well gives the same edit.
  const isHeavy = ({ index }: StatementFact): boolean =>
    facts.loads.some(
      ({ statement, specifier }) =>
        statement === index && context.catalogue.findImported(specifier) !== undefined,
    );
  const imports = facts.statements.filter(({ kind }) => kind === 'import');
  const last = imports.findLast((one) => !unit.moved.includes(one) && !isHeavy(one));
  const lines = [
    `import { createRequire } from ${quote}node:module${quote}${semicolon}`,
    '',
    `const require = createRequire(import.meta.url)${semicolon}`,
  ];
  const at = last?.range[1] ?? imports[0]?.directiveStart ?? 0;
  return [
    { range: [at, at], text: last ? eol + lines.join(eol) : lines.join(eol) + eol, order: -1 },
  ];
}

/** An import, or `const x = require('m')`: nothing else moves with it. */
function isPlainLoad(statement: StatementFact, unit: DeferralUnit): boolean {
  if (statement.kind === 'import') return true;
  const load = unit.loads.find((one) => one.statement === statement.index);
  if (statement.kind !== 'variable' || !load?.isWholeInitializer) return false;
  return unit.variables.every((variable) => variable.uses.every((use) => use.kind !== 'write'));
}

/**
 * The moved statements in their new form, in order, for the variables that are needed.
 * @param isFirst whether a comment behind a statement goes there: it is written once
 */
function buildTexts(
  { unit, facts, context, style, isSync }: EditDraft,
  variables: readonly VariableFact[],
  isFirst = true,
): { lines: readonly string[]; notes: readonly string[] } | Refusal {
  const names = new Set(variables.map((variable) => variable.name));
  const lines: string[] = [];
  const notes: string[] = [];
  for (const statement of unit.moved) {
    const loads = unit.loads.filter((load) => load.statement === statement.index);
    const built = buildStatement(statement, loads, names, {
      facts,
      host: context.host,
      style,
      isSync,
    });
    if ('reason' in built) return built;
    const directives = getText(facts.source, [getStart(statement, unit), statement.range[0]]);
    // A comment behind an import stays with the types that are left of it.
    const isGone = toTypeImports(statement, unit, facts, style).length === 0;
    const trailing = isFirst && isGone ? getTrailing(statement, facts).trimStart() : '';
    const isMoved = loads.length > 0 || statement.kind !== 'import';
    lines.push(
      ...built.lines.map((line, index) => {
        const end = trailing !== '' && index === built.lines.length - 1 ? ` ${trailing}` : '';
        return isMoved ? directives + line + end : line;
      }),
    );
    notes.push(...built.notes);
  }
  return { lines, notes };
}

function isUsedAsValue(variable: VariableFact): boolean {
  return variable.uses.some((use) => use.kind === 'read' || use.kind === 'write');
}
