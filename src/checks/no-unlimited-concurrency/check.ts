// Finds limiters, queues and pools whose limit is missing or too high, and loops that start a
// thread or process per element.
import type { ModuleFacts } from '../../syntax/facts.ts';
import type { PackageCallFact } from '../../syntax/package-calls/facts.ts';
import { defineCheck, type CheckContext, type Match } from '../define-check.ts';
import { planBound, planRepeat } from './edit.ts';
import { judgeLimit, type LimitJudgement } from './judge.ts';
import { mayLimit } from './makers.ts';
import { fixOptions } from './fix-options.ts';
import { refusals } from './refusals.ts';
import { limitPresets, limitSchema, readLimitOptions } from './options.ts';
import { judgeRepeat, type RepeatJudgement } from './repeats.ts';
import { describeLimit, describeRepeat } from './messages.ts';

type UnlimitedMatch = Match & { readonly call: PackageCallFact } & (
    { readonly limit: LimitJudgement } | { readonly repeat: RepeatJudgement }
  );

export const noUnlimitedConcurrency = defineCheck<UnlimitedMatch>({
  id: 'no-unlimited-concurrency',
  docs: {
    type: 'problem',
    description:
      'disallow limiters, queues and pools without a limit, or with one that is too high',
    recommended: true,
  },
  messages: {
    missing:
      '`{{call}}` has no concurrency limit, and starts every {{unit}} immediately{{reach}}. Set {{option}}.',
    none: '`{{text}}` is no limit: `{{call}}` starts every {{unit}} immediately{{reach}}. Set a number.',
    noneByDefault:
      '`{{text}}` is no limit unless one is configured: `{{call}}` starts every {{unit}} immediately{{reach}}. Fall back to a number.',
    high: '`{{call}}` runs up to {{number}} {{unit}}s at once{{reach}}, and more than {{most}} are too many. Lower the number.',
    highByDefault:
      '`{{call}}` runs up to {{number}} {{unit}}s at once unless configured otherwise{{reach}}, and more than {{most}} are too many. Lower the fallback.',
    each: '`{{call}}` starts a {{unit}} for each element of `{{source}}`, and {{who}}. Hand the elements to a small pool.',
    cpus: '`{{call}}` starts a process for every processor that `os.cpus` reports, which in a container are those of the host. Limit the number of processes.',
    counted:
      '`{{call}}` starts {{number}} {{unit}}s, and more than {{most}} are too many. Lower the number.',
  },
  schema: limitSchema,
  refusals,
  fixOptions,
  presets: limitPresets,
  mayMatch: (text) => mayLimit(text),
  find: (facts, context) => findMatches(facts, context),
  describe: (match) =>
    'limit' in match
      ? describeLimit(match.limit, match.call)
      : describeRepeat(match.repeat, match.call),
  edit: (match, facts, { fixOptions: fix }) =>
    'limit' in match
      ? planBound(match.limit, match.call, facts, fix)
      : planRepeat(match.repeat, match.call, facts, fix),
});

function* findMatches(
  facts: ModuleFacts,
  { options, catalogue }: CheckContext,
): Iterable<UnlimitedMatch> {
  const read = readLimitOptions(options);
  for (const call of facts.packageCalls) {
    const limit = judgeLimit(call, read, catalogue);
    if (limit) yield { range: limit.range, call, limit };
    const repeat = limit ? undefined : judgeRepeat(call, facts.fanOuts, read, catalogue);
    if (repeat) yield { range: [call.range[0], call.callee[1]], call, repeat };
  }
}
