// Type-checks every rewritten TypeScript fixture in strict mode: rewrites must not add type errors.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { compileTexts, getTypeErrors } from '../../dev/compile-texts.ts';

const folder = fileURLToPath(
  new URL('../../../fixtures/checks/no-unbounded-fan-out', import.meta.url),
);
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'output.ts')));

const options: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  moduleDetection: ts.ModuleDetectionKind.Force,
  experimentalDecorators: true,
  skipLibCheck: true,
  types: ['node'],
};

/** The modules that fixtures import, with distinct types. */
const modules: Readonly<Record<string, string>> = {
  'prisma.ts': `
    interface Row { id: number; name: string; email: string | null; url: string; months?: number; address: { email: string } }
    interface Model {
      findMany(query?: object): Promise<Row[]>; findUnique(query: object): Promise<Row | null>; findUniqueOrThrow(query: object): Promise<Row>;
      findFirst(query: object): Promise<Row | null>; update(query: object): Promise<Row>; delete(query: object): Promise<Row>; create(query: object): Promise<Row>;
      count(query?: object): Promise<number>; aggregate(query: object): Promise<object>;
    }
    type Models = Record<'user' | 'team' | 'member' | 'order' | 'archive' | 'item' | 'seat' | 'plan' | 'row' | 'feed' | 'session' | 'mail' | 'revision' | 'right' | 'file' | 'job' | 'tag' | 'post' | 'photo' | 'audit' | 'log', Model> & { bookmark: { findMany(query?: object): Promise<{ id: string; tags: string[] }[]> } };
    export declare const prisma: Models & { $executeRawUnsafe(sql: string): Promise<number>; $queryRaw(sql: unknown): Promise<Row[]>; $transaction<T>(work: (tx: Models) => Promise<T>): Promise<T> };`,
  'user.ts': 'export interface User { id: number; name: string }',
  'database.ts':
    'export declare function queryAll<T>(sql: string, ...values: unknown[]): Promise<T[]>;',
  'logger.ts': 'export declare const logger: { info(text: string): void };',
  'notify.ts': 'export declare const notify: { send(to: string): Promise<void> };',
  'chunk.ts': 'export declare function chunk<T>(items: T[], size: number): T[][];',
  'quota.ts': 'export declare function getQuota(): Promise<number>;',
  'promise-all.ts': 'export declare function promiseAll<T>(all: Promise<T>[]): Promise<T[]>;',
  'storage.ts':
    'export declare const storage: { getSignedDownloadUrl(key: string): Promise<string>; downloadFile(key: string): Promise<Buffer> };',
  'assets.ts': 'export declare function readAsset(id: string): Promise<string>;',
  'audit.ts': 'export declare function audit(entry: object): Promise<void>;',
  'paths.ts': 'export declare function toPath(path: string): string;',
  'pages.ts':
    'export declare function findFiles(folder: string): Promise<string[]>; export declare function buildPages(config: object): { from: string; to: string }[];',
  'kafka.ts':
    'export interface KafkaProducerService { emitMessage(topic: string, message: string): Promise<void> }',
  'sessions.ts': 'export declare const sessions: Record<string, any>;',
  'events.ts': 'export declare function pushEvent(id: string): Promise<void>;',
  'schema.ts': 'export declare const bodySchema: { parse(body: unknown): { ids: string[] } };',
  'validators.ts':
    'export declare function ArrayMaxSize(size: number): PropertyDecorator; export declare function IsArray(): PropertyDecorator;',
  'order.ts': 'export interface Order { lines: string[] }',
  'db.ts':
    'export declare const db: any; export declare const bookmarks: object; export declare const tags: object; export declare function sql(text: TemplateStringsArray, ...values: unknown[]): Promise<{ id: string }[]>;',
  'rates.ts': 'export declare function assertRatesAndLimits(id: number): void;',
};

/** Packages that are not installed here. */
const packages = `
declare module 'p-limit' {
  interface Limit { <A extends unknown[], R>(fn: (...args: A) => PromiseLike<R> | R, ...args: A): Promise<R> }
  export default function pLimit(concurrency: number): Limit;
}
declare module 'p-queue' { export default class PQueue { constructor(options?: { concurrency?: number }); add<R>(task: () => Promise<R>): Promise<R> } }
declare module 'p-map' { export default function pMap<T, R>(items: T[], map: (item: T) => Promise<R>, options?: { concurrency?: number; stopOnError?: boolean }): Promise<R[]> }
declare module 'p-filter' { export default function pFilter<T>(items: T[], test: (item: T) => Promise<boolean>, options?: { concurrency?: number }): Promise<T[]> }
declare module '@mikro-orm/core' { export interface EntityManager { find(entity: string, where: object): Promise<object[]> } }
declare module '@prisma/client' { export interface PrismaClient { user: { findUnique(query: object): Promise<object | null> } } }
declare module 'zod' { export const z: any }
declare module 'express' { export interface Request { body: any } export interface Response { json(value: unknown): void } }
declare module 'axios' { const axios: { get<T>(url: string): Promise<{ data: T }> }; export default axios; }
declare module 'bluebird' { const all: { mapSeries<T, R>(items: T[], map: (item: T) => Promise<R>): Promise<R[]>; map<T, R>(items: T[], map: (item: T) => Promise<R>, options?: { concurrency?: number }): Promise<R[]> }; export default all; }
`;

/** All programs, each beside the modules that it may import, compiled together. */
const texts = new Map([[join(folder, 'packages.d.ts'), packages]]);
const toPath = (name: string, file: string): string => join(folder, name, `main.${file}`);
for (const name of cases) {
  for (const file of ['input.ts', 'output.ts']) {
    const path = toPath(name, file);
    texts.set(path, readFileSync(join(folder, name, file), 'utf8'));
    for (const [module, text] of Object.entries(modules)) texts.set(join(path, '..', module), text);
  }
}

const program = compileTexts(
  texts,
  options,
  [...texts.keys()].filter((path) => /\/(?:main\.\w+|packages\.d)\.ts$/.test(path)),
);

const getErrors = (name: string, file: string): readonly string[] =>
  getTypeErrors(program, toPath(name, file));

describe('rewritten fixtures type-check', () => {
  it.each(cases)('%s', (name) => {
    expect(getErrors(name, 'input.ts')).toEqual([]);
    expect(getErrors(name, 'output.ts')).toEqual([]);
  });
});
