// The contract of a check: it decides once, as data. Rules, codemods and reports pass the decision
// on.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ModuleFacts } from '../syntax/facts.ts';
import type { TextEdit } from '../text/edits.ts';
import type { Range } from '../text/range.ts';
import type { AsyncObstacle, RefuseAsync } from './async-propagation/obstacles.ts';
import type { FixOptionDefinitions, FixOptions } from './fix-options.ts';
import type { ModuleHost } from './module-host.ts';
import { createRefuse, fillIn, type Refusal, type RefusalDefinitions } from './refusals.ts';
import type { HeavyPackage, Preset } from '../catalogue/types.ts';

export type { Refusal } from './refusals.ts';

/**
 * Options of one check, as they stand in a configuration, validated against the check's `schema`.
 */
export type CheckOptions = Readonly<Record<string, unknown>>;

/** What a check may look at besides the facts of the file. */
export interface CheckContext {
  readonly options: CheckOptions;
  readonly catalogue: Catalogue;
  readonly host: ModuleHost;
  readonly fixOptions: FixOptions;
  /**
   * Imports of the file by which heavy packages are loaded, and that are best cut, for a check that
   * uses the graph.
   */
  readonly chains?: readonly ChainCut[];
  /**
   * Function scopes that will be async, by a plan over files; `none` for an edit that needs nobody
   * to wait.
   */
  readonly asyncScopes?: ReadonlySet<number> | 'none';
}

/** An import by which a start comes to load heavy packages. */
export interface ChainCut {
  /** The import, as a load of the file. */
  readonly range: Range;
  readonly specifier: string;
  /**
   * From the entry to the dearest package, for people: `['server.ts', 'monitor.ts',
   * 'puppeteer-extra']`.
   */
  readonly chain: readonly string[];
  /** The dearest first. */
  readonly packages: readonly HeavyPackage[];
  /** How many other imports must be cut as well, so that none of the packages is loaded. */
  readonly others: number;
}

/** What a check found: a place and what `describe` and `edit` need to know of it. */
export interface Match {
  readonly range: Range;
}

/** How a match is worded: a key of `messages` and what fills its placeholders. */
export interface Description {
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
}

/** How to rewrite a match. */
export interface EditPlan {
  readonly edits: readonly TextEdit[];
  /**
   * `fix`: ESLint applies it; `suggestion`: the editor offers it; `codemod`: only the codemod
   * writes it.
   */
  readonly safety: 'fix' | 'suggestion' | 'codemod';
  /** One line: what will be done. */
  readonly summary: string;
  /** What necessarily changes and a reader should know. */
  readonly notes: readonly string[];
  /** Edits of other files, without which those of this one must not be made. */
  readonly elsewhere?: ReadonlyMap<string, readonly TextEdit[]>;
  /** Packages that the new code imports. */
  readonly requires?: readonly PackageRequirement[];
}

/** A package that the rewritten code imports and the project must depend on. */
export interface PackageRequirement {
  readonly name: string;
  readonly range: string;
}

interface CheckDocs {
  /** As in ESLint: `problem` for what may break a server, `suggestion` for what could be better. */
  readonly type: 'problem' | 'suggestion';
  /** One line, as it stands in the rule table. */
  readonly description: string;
  readonly recommended: boolean;
}

/** What the author of a check writes. */
export interface CheckDefinition<M extends Match> {
  readonly id: string;
  readonly docs: CheckDocs;
  /** Texts by message id: one sentence of fact, one of action; `{{name}}` is filled in. */
  readonly messages: Readonly<Record<string, string>>;
  /** JSON schema of the options object. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The options of the two presets. */
  readonly presets: Readonly<Record<Preset, CheckOptions>>;
  /**
   * It asks the module graph, so that a file is looked at where the graph names it, and only where
   * there is one.
   */
  readonly usesGraph?: true;
  /**
   * A look at the bare text: false when the file certainly holds no match, so that nobody parses
   * it.
   */
  mayMatch(text: string, context: Pick<CheckContext, 'catalogue' | 'options'>): boolean;
  /**
   * Where all that it finds are loads: whether one of this specifier may be found. A file that has
   * none, by its lexed text, is not parsed either.
   */
  mayLoad?(specifier: string, context: Pick<CheckContext, 'catalogue' | 'options'>): boolean;
  find(facts: ModuleFacts, context: CheckContext): Iterable<M>;
  describe(match: M): Description;
  edit?(match: M, facts: ModuleFacts, context: CheckContext): EditPlan | Refusal;
  /** Why findings are left as they are, by code. A check without `edit` refuses nothing. */
  readonly refusals?: RefusalDefinitions;
  /**
   * The codes for what stops a function from becoming async, for a check whose refusals may say
   * `needsAsync`.
   */
  readonly asyncRefusals?: Readonly<Record<AsyncObstacle, string>>;
  /** Options for its edits. */
  readonly fixOptions?: FixOptionDefinitions;
  /**
   * Options with which it finds every heavy load, those included that nothing can be done about.
   */
  readonly everyLoad?: CheckOptions;
  /** Whether its edits may import packages that `package.json` does not name yet. */
  addsPackages?(fixOptions: FixOptions): boolean;
  /**
   * Another edit for a place that can't wait, when the user asks for it: the option, and how a
   * refusal mentions it.
   */
  readonly syncFallback?: { readonly option: string; readonly hint: string };
  /**
   * The suggestions that the editor offers, where there is more than one way to rewrite a match.
   */
  readonly suggestions?: readonly {
    readonly messageId: string;
    readonly fixOptions: FixOptions;
  }[];
}

/** A match with its wording, as plain data. */
export interface FindingData extends Description {
  readonly checkId: string;
  readonly range: Range;
  readonly message: string;
}

/** A match with its wording and its fix: one value from the editor to the gate. */
export interface Finding extends FindingData {
  /** What to do about it, or why nothing can be done. `fixOptions` override those of the run. */
  fix(
    fixOptions?: FixOptions,
    asyncScopes?: CheckContext['asyncScopes'],
  ): EditPlan | Refusal | undefined;
  /**
   * Words what stops a function from becoming async; absent where its check never asks for that.
   */
  readonly refuseAsync?: RefuseAsync;
  /** What is written where a place can't wait; absent where its check has nothing for that. */
  readonly syncFallback?: { readonly isWanted: boolean; readonly hint: string };
}

/** A check as everybody else sees it. */
export interface Check extends Omit<CheckDefinition<Match>, 'find' | 'describe' | 'edit'> {
  readonly isFixable: boolean;
  findAll(facts: ModuleFacts, context: CheckContext): readonly Finding[];
}

type Data = Readonly<Record<string, string>>;

/** Makes a check of its definition: matches become findings in source order. */
export function defineCheck<M extends Match>(definition: CheckDefinition<M>): Check {
  const { find, describe, edit, ...rest } = definition;
  const refuse = createRefuse(definition.refusals ?? {});
  const { asyncRefusals: codes, syncFallback } = definition;
  return {
    ...rest,
    isFixable: edit !== undefined,
    findAll: (facts, context) =>
      [...find(facts, context)]
        .map((match) => {
          const description = describe(match);
          return {
            ...description,
            checkId: definition.id,
            range: match.range,
            message: fillIn(
              definition.messages[description.messageId] ?? description.messageId,
              description.data,
            ),
            ...(codes && {
              refuseAsync: (obstacle: AsyncObstacle, range: Range, data: Data = {}) =>
                refuse(codes[obstacle], range, { ...description.data, ...data }),
            }),
            ...(syncFallback && {
              syncFallback: {
                isWanted: context.fixOptions[syncFallback.option] === true,
                hint: syncFallback.hint,
              },
            }),
            fix: (fixOptions?: FixOptions, asyncScopes?: CheckContext['asyncScopes']) =>
              edit?.(match, facts, {
                ...context,
                fixOptions: { ...context.fixOptions, ...fixOptions },
                ...(asyncScopes ? { asyncScopes } : {}),
              }),
          };
        })
        .sort((a, b) => a.range[0] - b.range[0]),
  };
}

/** Whether a fix is a reason to leave things as they are. */
export function isRefusal(fix: EditPlan | Refusal): fix is Refusal {
  return 'reason' in fix;
}
