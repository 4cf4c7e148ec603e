// Runs inside the measured process before everything else: observes what is loaded and writes the
// trace at the awaited moment. Loads only Node's own modules and leaves the program's behaviour
// unchanged.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import Module, { builtinModules, register } from 'node:module';
import { Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { createLoadHooks, MARK, type EvaluationStep, type LoadNote } from './load-hooks.ts';
import {
  ASK_FILE,
  getPackageOfPath,
  INSTRUCTION_VARIABLE,
  type LoadedFile,
  type LoadLink,
  type LoadTrace,
  type TraceInstruction,
  type TraceReason,
} from './load-trace.ts';

interface CommonJsModule {
  readonly filename?: string | null;
}

/**
 * The parts of Node's CommonJS loader that its types omit. Node keeps them stable because many
 * packages replace them.
 */
interface CommonJsLoader {
  _load: (request: string, parent: CommonJsModule | null | undefined, isMain: boolean) => unknown;
  readonly prototype: {
    load: (
      this: CommonJsModule & { readonly parent?: CommonJsModule | null },
      filename: string,
    ) => unknown;
  };
}

const files = new Map<string, LoadedFile>();
const links = new Map<string, LoadLink>();
const spans = new Map<
  string,
  { ms: number; rssBytes: number; open?: { readonly ms: number; readonly rssBytes: number } }
>();
/** Packages whose ES modules are being evaluated, and those whose own code has begun. */
const evaluated = new Set<string>();
const running = new Set<string>();
const ignored = new Set([
  import.meta.filename,
  join(import.meta.dirname, 'load-hooks.js'),
  join(import.meta.dirname, 'load-trace.js'),
]);
let collect: () => void = () => undefined;
let isWritten = false;

const instruction = process.env[INSTRUCTION_VARIABLE];
if (isMainThread && instruction !== undefined) watch(toInstruction(JSON.parse(instruction)));

function watch({ folder, until, isTraced }: TraceInstruction): void {
  if (isTraced) {
    watchCommonJs();
    watchModules();
  }
  const write = (reason: TraceReason): void => {
    if (isWritten) return;
    isWritten = true;
    const path = join(folder, `${process.pid}.json`);
    writeFileSync(`${path}.part`, JSON.stringify(buildTrace(reason)));
    renameSync(`${path}.part`, path);
  };
  if (until === 'listening') onFirstListening(() => write('listening'));
  else setInterval(() => existsSync(join(folder, ASK_FILE)) && write('asked'), 10).unref();
  process.once('exit', () => write('exit'));
}

/**
 * Calls back when the first server listens. A server that a cluster's primary opens for its workers
 * doesn't count; its connection listener is `assert.fail`.
 */
function onFirstListening(callback: () => void): void {
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    if (!isWritten && !this.listeners('connection').some(({ name }) => name === 'fail'))
      this.once('listening', callback);
    return Reflect.apply(listen, this, args) as Server;
  };
}

function watchCommonJs(): void {
  if (!isLoader(Module)) return;
  const { _load: loadRequest } = Module;
  const { load: loadFile } = Module.prototype;
  Module.prototype.load = function (filename) {
    const from = this.parent?.filename ?? requester;
    if (ignored.has(filename)) return loadFile.call(this, filename);
    if (!files.has(filename))
      files.set(filename, {
        path: filename,
        atMs: performance.timeOrigin + performance.now(),
        ...(from !== undefined && { from }),
      });
    return measure(getPackageOfPath(filename), () => loadFile.call(this, filename));
  };
  // Node creates some modules early, while it looks for the names that they export; those have no
  // `parent`.
  let requester: string | undefined;
  Module._load = (request, parent, isMain) => {
    const before = requester;
    const from = (requester = parent?.filename ?? undefined);
    let result: unknown;
    try {
      result = Reflect.apply(loadRequest, Module, [request, parent, isMain]);
    } finally {
      requester = before;
    }
    const name = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*/.exec(request)?.[0];
    // A package that is already loaded is only named, so record a link.
    if (from !== undefined && name !== undefined && !builtinModules.includes(name))
      addLink({ from, to: name });
    return result;
  };
}

function watchModules(): void {
  Object.defineProperty(globalThis, Symbol.for(MARK), { value: markEvaluation });
  if (hasSyncHooks(Module)) {
    Module.registerHooks(createLoadHooks(take));
    return;
  }
  const { port1, port2 } = new MessageChannel();
  register('./load-hooks.js', import.meta.url, { data: { port: port2 }, transferList: [port2] });
  collect = () => {
    for (let note = receiveMessageOnPort(port1); note; note = receiveMessageOnPort(port1))
      take(note.message as LoadNote);
    findCompiled(); // the hooks thread misses the imports of ES modules that `require` loaded
  };
}

/** Records the files of all scripts in V8, which it reports when a debugger is enabled. */
function findCompiled(): void {
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    const path = url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
    if (/^(?:\/|[a-zA-Z]:\\)/.test(path)) take({ path });
  });
  session.post('Debugger.enable');
  session.disconnect();
}

function take(note: LoadNote): void {
  if ('to' in note) addLink(note);
  else if (!ignored.has(note.path) && !files.has(note.path)) files.set(note.path, note);
}

function addLink(link: LoadLink): void {
  if (!ignored.has(link.from)) links.set(`${link.from}\n${link.to}`, link);
}

/**
 * Records a step of an evaluation. While a module awaits, others are evaluated, so its cost is
 * counted only up to the first await. All imports of a module are evaluated before its own code, so
 * an import between `code` and `end` belongs to another module.
 */
function markEvaluation(step: EvaluationStep, name: string): void {
  if (step === 'imports' && [...running].some((one) => one !== name)) closeEvaluations();
  if (step === 'end') {
    running.delete(name);
    evaluated.delete(name);
    close(name);
    return;
  }
  if (step === 'code') running.add(name);
  if (spans.get(name)?.open) return;
  open(name);
  evaluated.add(name);
  queueMicrotask(closeEvaluations);
}

function closeEvaluations(): void {
  for (const name of evaluated) close(name);
  evaluated.clear();
  running.clear();
}

/** Runs a load and adds its cost to the package's, unless that is already being measured. */
function measure<T>(name: string | undefined, load: () => T): T {
  if (name === undefined || spans.get(name)?.open) return load();
  open(name);
  try {
    return load();
  } finally {
    close(name);
  }
}

function open(name: string): void {
  const span = spans.get(name) ?? { ms: 0, rssBytes: 0 };
  span.open ??= { ms: performance.now(), rssBytes: process.memoryUsage.rss() };
  spans.set(name, span);
}

function close(name: string): void {
  const span = spans.get(name);
  if (!span?.open) return;
  span.ms += performance.now() - span.open.ms;
  span.rssBytes += Math.max(0, process.memoryUsage.rss() - span.open.rssBytes);
  delete span.open;
}

function buildTrace(reason: TraceReason): LoadTrace {
  const atMs = performance.timeOrigin + performance.now();
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  const threads = /^Threads:\s*(\d+)/m.exec(readSystemFile('/proc/self/status') ?? '')?.[1];
  const maps = readSystemFile('/proc/self/maps');
  collect();
  for (const name of spans.keys()) close(name);
  return {
    pid: process.pid,
    reason,
    atMs,
    cpuMs: (user + system) / 1000,
    rssBytes,
    ...(threads !== undefined && { threads: Number(threads) }),
    ...(maps !== undefined && { mapped: [...new Set(maps.match(/\/.*$/gm))] }),
    files: [...files.values()],
    links: [...links.values()],
    spans: Array.from(spans, ([name, { ms, rssBytes: bytes }]) => ({ name, ms, rssBytes: bytes })),
  };
}

function readSystemFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // not Linux
  }
}

function toInstruction(value: unknown): TraceInstruction {
  return value as TraceInstruction;
}

function isLoader(value: object): value is CommonJsLoader {
  return '_load' in value && 'prototype' in value;
}

/** Node 22.15 and later. */
function hasSyncHooks(
  value: object,
): value is { registerHooks: (hooks: ReturnType<typeof createLoadHooks>) => void } {
  return 'registerHooks' in value;
}
