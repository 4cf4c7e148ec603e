// Makes an ESLint rule of a check: the rule reads the file's text through the core and words what
// the core found.
// Must not look at the program itself; ESLint's syntax tree is not used, so every parser gives the
// same findings.
import type { Rule } from 'eslint';
import { isRefusal, type Check, type EditPlan, type Finding } from '../src/checks/define-check.ts';
import { toSingleFile } from '../src/checks/async-propagation/in-file-references.ts';
import { getFix } from '../src/checks/async-propagation/promote.ts';
import { checkSource } from '../src/findings/check-source.ts';
import { getOwnCatalogue } from '../src/config/file-catalogue.ts';
import { findCandidates } from '../src/config/resolved-config.ts';
import { isMinified } from '../src/files/file-size.ts';
import { toLabel } from '../src/files/label.ts';
import type { Session } from '../src/findings/session.ts';
import { PAGES } from '../src/model/pages.ts';
import { applyEdits, sortEdits, type TextEdit } from '../src/text/edits.ts';
import { createSessionProvider } from './rule-session.ts';

const APPLY = 'applySuggestion';

/** Makes the rule of a check. */
export function createRule(check: Check): Rule.RuleModule {
  const getSession = createSessionProvider(check);
  return {
    meta: {
      type: check.docs.type,
      docs: {
        description: check.docs.description,
        recommended: check.docs.recommended,
        url: `${PAGES}/${check.id}.md`,
      },
      messages: { ...check.messages, [APPLY]: 'Apply: {{summary}}.' },
      schema: [check.schema],
      defaultOptions: [{}],
      hasSuggestions: check.isFixable,
    },
    create(context) {
      const session = getSession(context);
      const { text } = context.sourceCode;
      const candidates = findCandidates(text, session, getOwnCatalogue(context.filename, session));
      if (candidates.length === 0 || isExempt(context.filename, session)) return {};
      if (Buffer.byteLength(text) > session.maxFileSize || isMinified(text)) return {};
      return {
        Program() {
          const source = { path: context.filename, text, hasBom: context.sourceCode.hasBOM };
          // ESLint reports a file that doesn't parse itself, and applies disable comments itself.
          const { findings, facts } = checkSource(source, candidates, session, false);
          if (!facts) return;
          const files = toSingleFile(facts);
          for (const { finding } of findings)
            context.report(
              toReport(finding, getFix(finding, source.path, files).fix, check, context),
            );
        },
      };
    },
  };
}

function isExempt(path: string, { root, getExemption }: Session): boolean {
  return getExemption(toLabel(root, path)) !== undefined;
}

type Fix = ReturnType<Finding['fix']>;

function toReport(
  finding: Finding,
  own: Fix,
  check: Check,
  { sourceCode }: Rule.RuleContext,
): Rule.ReportDescriptor {
  const [start, end] = finding.range;
  const { text } = sourceCode;
  const fix = getPlan(own);
  return {
    loc: { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) },
    messageId: finding.messageId,
    data: finding.data,
    fix: fix?.safety === 'fix' ? toFix(fix, text) : null,
    suggest: check.isFixable ? getSuggestions(finding, check, fix, text) : null,
  };
}

/** One for each way that the check offers, or one for the only way there is. */
function getSuggestions(
  finding: Finding,
  check: Check,
  fix: EditPlan | undefined,
  text: string,
): Rule.SuggestionReportDescriptor[] {
  const ways = check.suggestions ?? [];
  if (ways.length === 0)
    return fix?.safety === 'suggestion' ? [toSuggestion(APPLY, fix, finding, text)] : [];
  return ways.flatMap((way) => {
    const plan = getPlan(finding.fix(way.fixOptions));
    return plan?.safety === 'suggestion' ? [toSuggestion(way.messageId, plan, finding, text)] : [];
  });
}

/** A plan that this file alone is enough for. */
function getPlan(fix: Fix): EditPlan | undefined {
  return fix && !isRefusal(fix) && fix.edits.length > 0 && !fix.elsewhere ? fix : undefined;
}

function toSuggestion(
  messageId: string,
  plan: EditPlan,
  { data }: Finding,
  text: string,
): Rule.SuggestionReportDescriptor {
  return { messageId, data: { ...data, summary: plan.summary }, fix: toFix(plan, text) };
}

/** All edits as one replacement, so that a host can neither reorder nor split them. */
function toFix({ edits }: EditPlan, text: string): Rule.ReportFixer {
  const { range, text: replacement } = mergeEdits(text, edits);
  return (fixer) => fixer.replaceTextRange([...range], replacement);
}

function mergeEdits(text: string, edits: readonly TextEdit[]): TextEdit {
  const sorted = sortEdits(edits);
  const start = sorted[0]?.range[0] ?? 0;
  const end = Math.max(start, ...sorted.map((edit) => edit.range[1]));
  const shifted = sorted.map((edit): TextEdit => ({
    ...edit,
    range: [edit.range[0] - start, edit.range[1] - start],
  }));
  return { range: [start, end], text: applyEdits(text.slice(start, end), shifted) };
}
