// Starts one copy of the fixture backend in its own process, measures it and stops it.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DemoError } from './copy.ts';

/** What the probe inside the server observed at one moment. */
export interface Sample {
  readonly when: string;
  readonly sinceStartMs: number;
  readonly rss: number;
  readonly packages: readonly string[];
  readonly nativeLibraries: number | null;
}

/** One start of a server, up to its idle state. */
export interface StartupRun {
  readonly listening: Sample;
  readonly idle: Sample;
}

/** One start that continued through the health checks and the requests. */
export interface FullRun extends StartupRun {
  readonly checked: Sample;
  readonly refreshed: Sample;
  readonly ebay: { readonly requests: number; readonly maxInFlight: number };
  readonly answers: readonly Answer[];
}

/** The response of an endpoint; `shape` is the body with each value replaced by its type. */
export interface Answer {
  readonly endpoint: string;
  readonly status: number;
  readonly keys: readonly string[];
  readonly shape: string;
}

interface EbayStub {
  readonly url: string;
  readonly stats: { readonly requests: number; readonly maxInFlight: number };
  close(): Promise<void>;
}

interface StubModule {
  startEbayStub(): Promise<EbayStub>;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly samples: readonly Sample[];
  readonly log: () => string;
}

/** How long after listening the idle state is measured, in milliseconds. */
export const idleAfterMs = 1_500;
const graceMs = idleAfterMs + 500;
const limitMs = 60_000;

const endpoints = [
  ['GET', '/api/system/health'],
  ['GET', '/api/auth-status'],
  ['POST', '/api/auth-status/aliexpress/refresh'],
] as const;

/** Starts the server, measures it up to the idle state and stops it. */
export async function runStartup(folder: string): Promise<StartupRun> {
  return withServer(folder, async (server) => getStartupRun(server));
}

/** Starts the server, lets it check the users' APIs, sends it requests and stops it. */
export async function runFull(folder: string): Promise<FullRun> {
  return withServer(folder, async (server, ebay) => {
    const startup = await getStartupRun(server);
    await waitFor(
      server,
      'the health checks',
      () => server.log().includes('API health check cycle finished') || undefined,
    );
    const { requests, maxInFlight } = ebay.stats;
    const checked = await getSample(server, 'checked');
    const answers: Answer[] = [];
    for (const [method, path] of endpoints) answers.push(await request(server.port, method, path));
    const refreshed = await getSample(server, 'refreshed');
    return { ...startup, checked, refreshed, ebay: { requests, maxInFlight }, answers };
  });
}

async function getStartupRun(server: Running): Promise<StartupRun> {
  return {
    listening: await waitForSample(server, 'listening'),
    idle: await waitForSample(server, 'idle'),
  };
}

async function withServer<T>(
  folder: string,
  use: (server: Running, ebay: EbayStub) => Promise<T>,
): Promise<T> {
  // The stub of eBay runs in this process, so that its load isn't the server's.
  const { startEbayStub } = createRequire(import.meta.url)(
    join(folder, 'dist', 'stubs', 'ebay.js'),
  ) as StubModule;
  const ebay = await startEbayStub();
  const started = startServer(folder, ebay.url);
  try {
    const port = await waitFor(
      started,
      'the server',
      () => /^listening on (\d+)$/m.exec(started.output())?.[1],
    );
    const result = await use({ ...started, port: Number(port) }, ebay);
    await stopServer(started.child);
    return result;
  } finally {
    started.child.kill('SIGKILL');
    await ebay.close();
  }
}

function startServer(
  folder: string,
  ebayUrl: string,
): Omit<Running, 'port'> & { readonly output: () => string } {
  const child = spawn(
    process.execPath,
    ['--require', join(folder, 'probe.cjs'), join(folder, 'dist', 'server.js')],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        NODE_OPTIONS: '',
        PORT: '0',
        LOG_LEVEL: 'info',
        DATABASE_PATH: '',
        SEED_USERS: '',
        EBAY_API_URL: ebayUrl,
        ALIEXPRESS_URL: ebayUrl,
        STARTUP_GRACE_MS: String(graceMs),
        PROBE_IDLE_AFTER_MS: String(idleAfterMs),
        // Keeps the server from using a browser that is installed on this machine.
        PUPPETEER_EXECUTABLE_PATH: join(folder, 'no-browser'),
        USE_SPARTICUZ_CHROMIUM: 'false',
      },
    },
  );
  const samples: Sample[] = [];
  let output = '';
  let log = '';
  child.on('message', (message) => samples.push(message as Sample));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  return { child, samples, output: () => output, log: () => log };
}

async function getSample(server: Running, when: string): Promise<Sample> {
  server.child.send(when);
  return waitForSample(server, when);
}

async function waitForSample(server: Running, when: string): Promise<Sample> {
  return waitFor(server, `the ${when} state`, () =>
    server.samples.find((sample) => sample.when === when),
  );
}

async function waitFor<T>(
  server: Pick<Running, 'child' | 'log'>,
  what: string,
  find: () => T | undefined,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    const ended = server.child.exitCode !== null || server.child.signalCode !== null;
    if (ended || Date.now() > end)
      throw new DemoError(
        `no sign of ${what}${ended ? ', the server has ended' : ''}:\n${server.log()}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  const closed = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  const code = await closed;
  clearTimeout(timer);
  // Windows has no signals that a process can handle.
  if (code !== 0 && process.platform !== 'win32')
    throw new DemoError(`the server didn't stop cleanly (exit code ${code ?? 'none'})`);
}

async function request(port: number, method: string, path: string): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'x-user-id': '1' },
  });
  const body: unknown = await response.json();
  const keys = typeof body === 'object' && body !== null ? Object.keys(body).sort() : [];
  return {
    endpoint: `${method} ${path}`,
    status: response.status,
    keys,
    shape: JSON.stringify(getShape(body)),
  };
}

function getShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(getShape);
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, getShape(item)]),
  );
}
