// The module hooks that observe ES modules being resolved and loaded, and mark the evaluation of
// packages in their text. They run in the measured thread if Node has `registerHooks`, else in
// Node's hooks thread. Loads only Node's own modules, so that the measured program's loads stay as
// they are.
import type {
  LoadHookContext,
  LoadFnOutput,
  ResolveFnOutput,
  ResolveHookContext,
} from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { getPackageOfPath, type LoadedFile, type LoadLink } from './load-trace.ts';

/** What the hooks report: a link for each resolution, a file for each load. */
export type LoadNote = LoadLink | LoadedFile;

/** The steps of an evaluation: the imports begin, the module's own code begins, its code ends. */
export type EvaluationStep = 'imports' | 'code' | 'end';

/** The name of the global function that the marks call with a step and the package. */
export const MARK = 'ballast.measure';

let tell: (note: LoadNote) => void = () => undefined;
const firstImporters = new Map<string, string>();
const entries = new Map<string, string>();

/** Called by Node in its hooks thread. */
export function initialize({ port }: { readonly port: MessagePort }): void {
  tell = (note) => port.postMessage(note);
}

/** Creates the hooks for `module.registerHooks`. */
export function createLoadHooks(listener: (note: LoadNote) => void): {
  readonly resolve: SyncResolve;
  readonly load: SyncLoad;
} {
  tell = listener;
  return {
    resolve: (specifier, context, next) => noteResolved(context, next(specifier, context)),
    load: (url, context, next) => noteLoaded(url, next(url, context)),
  };
}

type SyncResolve = (
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => ResolveFnOutput,
) => ResolveFnOutput;
type SyncLoad = (
  url: string,
  context: LoadHookContext,
  next: (url: string, context: LoadHookContext) => LoadFnOutput,
) => LoadFnOutput;

/**
 * @see https://nodejs.org/docs/latest-v20.x/api/module.html#resolvespecifier-context-nextresolve
 */
export async function resolve(
  specifier: string,
  context: ResolveHookContext,
  next: (specifier: string, context: ResolveHookContext) => Promise<ResolveFnOutput>,
): Promise<ResolveFnOutput> {
  return noteResolved(context, await next(specifier, context));
}

/** @see https://nodejs.org/docs/latest-v20.x/api/module.html#loadurl-context-nextload */
export async function load(
  url: string,
  context: LoadHookContext,
  next: (url: string, context: LoadHookContext) => Promise<LoadFnOutput>,
): Promise<LoadFnOutput> {
  return noteLoaded(url, await next(url, context));
}

function noteResolved(
  { parentURL }: ResolveHookContext,
  resolved: ResolveFnOutput,
): ResolveFnOutput {
  const to = toPath(resolved.url);
  const from = parentURL === undefined ? undefined : toPath(parentURL);
  if (to === undefined || from === undefined) return resolved;
  const name = getPackageOfPath(to);
  if (!firstImporters.has(to)) {
    firstImporters.set(to, from);
    if (name !== undefined && name !== getPackageOfPath(from)) entries.set(to, name);
  }
  tell({ from, to });
  return resolved;
}

function noteLoaded(url: string, loaded: LoadFnOutput): LoadFnOutput {
  const path = toPath(url);
  if (path === undefined || !loaded.format?.startsWith('module')) return loaded; // load-preload.ts observes CommonJS
  const from = firstImporters.get(path);
  tell({
    path,
    atMs: performance.timeOrigin + performance.now(),
    ...(from !== undefined && { from }),
  });
  const name = entries.get(path);
  if (name === undefined || loaded.format !== 'module' || !loaded.source) return loaded;
  const text =
    typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
  return { ...loaded, source: mark(text, path, name) };
}

/**
 * Adds three marks: an import in front, which is evaluated before the module's own imports, a call
 * where its own code begins, which may be much later if something awaits, and a call at the end.
 * Line numbers stay the same.
 */
function mark(text: string, path: string, name: string): string {
  const call = (step: EvaluationStep): string =>
    `globalThis[Symbol.for(${JSON.stringify(MARK)})]?.(${JSON.stringify(step)}, ${JSON.stringify(name)});`;
  const source = `${call('imports')}//${path}`; // a separate module for each file, as each is evaluated once
  const head = /^\uFEFF?(?:#![^\n]*\n)?/.exec(text)?.[0] ?? '';
  return `${head}import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(source)}`)};${call('code')}${text.slice(head.length)}\n${call('end')}`;
}

/**
 * Gets the path of a file URL. What `--import` names is resolved from a folder, which is no
 * importer.
 */
function toPath(url: string): string | undefined {
  return !url.endsWith('/') && url.startsWith('file:')
    ? fileURLToPath(url.replace(/[?#].*$/, ''))
    : undefined;
}
