// The hooks that see ES modules being resolved and loaded: in the measured thread where Node has
// `registerHooks`, else in Node's thread
// for hooks. Marks the evaluation of packages in their text. Must not load anything that the
// measured program might load.
import type {
  LoadHookContext,
  LoadFnOutput,
  ResolveFnOutput,
  ResolveHookContext,
} from 'node:module';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { getPackageOfPath, type LoadedFile, type LoadLink } from './load-trace.ts';

/** What the hooks have to say: a link when something is resolved, a file when it is loaded. */
export type LoadNote = LoadLink | LoadedFile;

/**
 * The steps of an evaluation: what is imported begins, the module's own code begins, its own code
 * is over.
 */
export type EvaluationStep = 'imports' | 'code' | 'end';

/** The name of the global function that marks call, with a step and the package. */
export const MARK = 'ballast.measure';

let tell: (note: LoadNote) => void = () => undefined;
const firstImporters = new Map<string, string>();
const entries = new Map<string, string>();

/** Called by Node in its thread for hooks. */
export function initialize({ port }: { readonly port: MessagePort }): void {
  tell = (note) => port.postMessage(note);
}

/** Makes the hooks for `module.registerHooks`. */
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
  if (path === undefined || !loaded.format?.startsWith('module')) return loaded; // CommonJS is seen where it is loaded
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
 * An import in front, which is evaluated before the module's own, a call where its own code begins,
 * as that may be much later where
 * something awaits, and a call at the end. Lines stay where they are.
 */
function mark(text: string, path: string, name: string): string {
  const call = (step: EvaluationStep): string =>
    `globalThis[Symbol.for(${JSON.stringify(MARK)})]?.(${JSON.stringify(step)}, ${JSON.stringify(name)});`;
  const source = `${call('imports')}//${path}`; // a module of its own for each file, as each is evaluated once
  const head = /^\uFEFF?(?:#![^\n]*\n)?/.exec(text)?.[0] ?? '';
  return `${head}import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(source)}`)};${call('code')}${text.slice(head.length)}\n${call('end')}`;
}

/** What `--import` names is resolved from a folder, which is no importer. */
function toPath(url: string): string | undefined {
  return !url.endsWith('/') && url.startsWith('file:')
    ? fileURLToPath(url.replace(/[?#].*$/, ''))
    : undefined;
}
