// Does to one text what `check` and `fix` do to a file, and says what went wrong.
import { dirname } from 'node:path';
import type { FixOptions } from '../../checks/fix-options.ts';
import { createSession, type Session } from '../../findings/session.ts';
import { composeEdits } from '../../fix/compose.ts';
import { findFixes } from '../../fix/fix-source.ts';
import { markAwaits } from '../../fix/await-in-loop.ts';
import { rewriteFiles } from '../../fix/rewrite.ts';
import { isMinified } from '../../files/file-size.ts';
import { analyzeModule, isParseFailure } from '../../syntax/analyze.ts';
import type { ParseFailure } from '../../syntax/failure.ts';
import { getModuleScope } from '../../syntax/scopes.ts';
import { findBindingFault } from '../../syntax/bindings.ts';
import { parseModule, type ParsedModule } from '../../syntax/parse.ts';
import { buildTree, type Node } from '../../syntax/tree.ts';
import type { SourceText } from '../../text/source-text.ts';

/**
 * `thrown`: an error that is nobody's failure. `caught`: one that was reported as the failure of
 * the file. `broken`: the output does not parse. `unbound`: its names are not those of the input,
 * or no engine takes it. `unstable`: a second run changes it. `slow`: one run took longer than
 * {@link SLOW_MS}.
 */
export type FaultKind = 'thrown' | 'caught' | 'broken' | 'unbound' | 'unstable' | 'slow';

export const FAULT_KINDS: readonly FaultKind[] = [
  'thrown',
  'caught',
  'broken',
  'unbound',
  'unstable',
  'slow',
];

/** Something wrong with what was done to a text. */
export interface Fault {
  readonly kind: FaultKind;
  readonly mode: string;
  readonly message: string;
  readonly output?: string;
}

/** What comes out of a text. */
export interface Rewritten {
  readonly output: string;
  readonly failure?: ParseFailure;
}

export type Rewriter = (source: SourceText, session: Session, isMarking: boolean) => Rewritten;

/** What became of one text. */
export interface Judgement {
  readonly faults: readonly Fault[];
  readonly isRewritten: boolean;
}

/** Judges texts, one after the other. */
export type Judge = (source: SourceText) => Judgement;

interface Mode {
  readonly name: string;
  readonly options: FixOptions;
  /** Whether the project lints against `await` in loops. */
  readonly isMarking: boolean;
}

const MODES: readonly Mode[] = [
  { name: 'serial', options: { mode: 'serial' }, isMarking: false },
  { name: 'limit', options: { mode: 'limit', concurrency: 2, loader: 'method' }, isMarking: false },
  {
    name: 'sync-fallback',
    options: { mode: 'serial', delay: 5, syncFallback: true, loader: 'inline' },
    isMarking: true,
  },
];

/** In milliseconds of CPU, and for one run over one file. */
export const SLOW_MS = 2000;

/**
 * Makes a judge.
 * @param root the folder that all files lie in; what is beside a file counts
 * @param rewrite does the work of `ballast fix`, unless another rewriter is judged
 */
export function createJudge(root: string, rewrite: Rewriter = rewriteOne): Judge {
  const sessions = MODES.map((mode) => ({
    ...mode,
    session: createSession(root, { preset: 'strict', inspect: false }, mode.options),
  }));
  return (source) => {
    if (isMinified(source.text)) return { faults: [], isRewritten: false };
    const faults: Fault[] = [];
    let isRewritten = false;
    const attempt = (mode: string, work: () => void): void => {
      const start = process.cpuUsage();
      try {
        work();
      } catch (error) {
        faults.push({ kind: 'thrown', mode, message: toMessage(error) });
      }
      const { user, system } = process.cpuUsage(start);
      const ms = Math.round((user + system) / 1000);
      if (ms > SLOW_MS) faults.push({ kind: 'slow', mode, message: `it took ${String(ms)} ms` });
    };
    attempt('facts', () => readAllFacts(source));
    for (const { name, session, isMarking } of sessions) {
      attempt(name, () => {
        const rewritten = rewrite(source, session, isMarking);
        isRewritten ||= rewritten.output !== source.text;
        const again = (text: string): Rewritten => rewrite({ ...source, text }, session, isMarking);
        for (const fault of judgeOutput(source, rewritten, again))
          faults.push({ ...fault, mode: name });
      });
    }
    return { faults, isRewritten };
  };
}

function toMessage(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Without the look at the bare text that keeps most files from being parsed. */
function readAllFacts(source: SourceText): void {
  const facts = analyzeModule(source);
  if (isParseFailure(facts)) {
    if (facts.kind === 'defect') throw new Error(facts.message);
    return;
  }
  // Each list is made when it is read.
  for (const key of Object.keys(facts)) Reflect.get(facts, key);
}

/** What `ballast fix` does to one file of a run. */
function rewriteOne(source: SourceText, session: Session, isMarking: boolean): Rewritten {
  const { path, text } = source;
  const fixes = new Map([[path, findFixes(source, session)]]);
  const mark = isMarking ? markAwaits : (_: string, after: string): string => after;
  const { files } = rewriteFiles(composeEdits(fixes), dirname(path), session, mark);
  const [file] = files;
  return {
    output: file?.output ?? text,
    ...(file?.failure && { failure: file.failure }),
  };
}

type OutputFault = Omit<Fault, 'mode'>;

function judgeOutput(
  source: SourceText,
  { output, failure }: Rewritten,
  again: (text: string) => Rewritten,
): readonly OutputFault[] {
  if (failure?.kind === 'defect') return [{ kind: 'caught', message: failure.message }];
  if (output === source.text) return [];
  const before = parseModule(source);
  if ('message' in before) return [{ kind: 'broken', message: 'it did not parse before', output }];
  const after = { ...source, text: output };
  const parsed = parseModule(after);
  if ('message' in parsed) return [{ kind: 'broken', message: parsed.message, output }];
  const fault = findFault(source, before, after, parsed);
  if (fault) return [{ ...fault, output }];
  const second = again(output);
  if (second.failure?.kind === 'defect')
    return [{ kind: 'unstable', message: second.failure.message, output }];
  if (second.output === output) return [];
  return [{ kind: 'unstable', message: `a second run gives\n${second.output}`, output }];
}

function findFault(
  source: SourceText,
  before: ParsedModule,
  after: SourceText,
  parsed: ParsedModule,
): OutputFault | undefined {
  if (before.isModule !== parsed.isModule)
    return { kind: 'broken', message: `it is ${parsed.isModule ? 'now' : 'no longer'} a module` };
  const unbound = findBindingFault(source, after, parsed);
  if (unbound !== undefined) return { kind: 'unbound', message: unbound };
  if (countJoins(after, parsed) > countJoins(source, before))
    return { kind: 'broken', message: 'a line continues the statement above it' };
  const constants = findWrittenConstants(source, before);
  const written = [...findWrittenConstants(after, parsed)].find((name) => !constants.has(name));
  if (written !== undefined)
    return { kind: 'unbound', message: `\`${written}\` is constant and written to` };
  const free = findFreeNames(source, before);
  const other = [...findFreeNames(after, parsed)].find(
    (name) => !free.has(name) && !GLOBALS.has(name),
  );
  return other === undefined
    ? undefined
    : { kind: 'unbound', message: `\`${other}\` is used and declared nowhere` };
}

/** Counts the calls, members and templates whose bracket starts a line: what a missing semicolon gives. */
function countJoins(source: SourceText, parsed: ParsedModule): number {
  const tree = buildTree(source, parsed);
  const isJoined = ({ range: [, end] }: Node, bracket: string): boolean =>
    new RegExp(String.raw`^\s*[\r\n]\s*[${bracket}]`).test(source.text.slice(end, end + 200));
  return [
    ...tree.nodesOf('CallExpression').filter(({ callee }) => isJoined(callee, '(')),
    ...tree
      .nodesOf('MemberExpression')
      .filter(({ object, computed }) => computed && isJoined(object, '[')),
    ...tree.nodesOf('TaggedTemplateExpression').filter(({ tag }) => isJoined(tag, '`')),
  ].length;
}

/** Names of constants that are written to: an error, but not before that code runs. */
function findWrittenConstants(source: SourceText, parsed: ParsedModule): ReadonlySet<string> {
  const { scopes } = buildTree(source, parsed).scopes;
  const written = scopes
    .flatMap(({ variables }) => variables)
    .filter(({ defs, references }) => {
      const isConstant = defs.some((one) => one.type === 'Variable' && one.parent.kind === 'const');
      return isConstant && references.some((one) => one.isWrite() && !one.init);
    });
  return new Set(written.map(({ name }) => name));
}

/** What rewritten code may use of its surroundings. */
const GLOBALS: ReadonlySet<string> = new Set([
  'Array',
  'Error',
  'Promise',
  'Set',
  'Number',
  'Math',
  'process',
  'setTimeout',
  'globalThis',
  'require',
  'ReturnType',
  'undefined',
]);

function findFreeNames(source: SourceText, parsed: ParsedModule): ReadonlySet<string> {
  const tree = buildTree(source, parsed);
  const globalScope = tree.scopes.globalScope ?? getModuleScope(tree);
  return new Set(
    (globalScope?.through ?? []).flatMap(({ identifier, resolved }) =>
      resolved === null || resolved.defs.length === 0 ? [identifier.name] : [],
    ),
  );
}
