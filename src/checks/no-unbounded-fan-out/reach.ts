// Decides what a call reaches: native crypto, a heavy package, a database, HTTP, files, a process.
import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { WorkCallFact } from '../../syntax/fan-out/facts.ts';
import {
  BROKER,
  BROKER_TYPES,
  CRYPTO,
  CRYPTO_METHODS,
  DATABASE,
  DATABASE_METHODS,
  DATABASE_OWNERS,
  DATABASE_ROOTS,
  DATABASE_TYPES,
  ENDING_NAMES,
  FILES,
  FILES_NAMES,
  HTTP,
  HTTP_NAMES,
  HTTP_ROOTS,
  HTTP_TYPES,
  LIGHT_NAMES,
  LIGHT_PACKAGES,
  LIGHT_ROOTS,
  NODE_FREE,
  PROCESS,
  PROCESS_NAMES,
  SQL,
} from './vocabulary.ts';

/** What a call reaches. `ending`: ends work (`client.close()`). `light`: in-process work. */
export type Reach =
  | 'crypto'
  | 'heavy'
  | 'database'
  | 'http'
  | 'broker'
  | 'process'
  | 'files'
  | 'unknown'
  | 'ending'
  | 'light';

/** What is costly to reach, gravest first. */
export const COSTS: readonly Reach[] = [
  'crypto',
  'heavy',
  'process',
  'database',
  'http',
  'broker',
  'files',
];

/** Names for messages. */
export const REACH_NAMES: Readonly<Record<Reach, string>> = {
  crypto: 'native crypto',
  heavy: 'a heavy package',
  database: 'the database',
  http: 'HTTP',
  broker: 'a message broker',
  process: 'child processes',
  files: 'the file system',
  unknown: '',
  ending: '',
  light: '',
};

/** What a call reaches, judging by the call site alone. */
export function getReach(call: WorkCallFact, catalogue: Catalogue): Reach {
  const specifiers = [call.specifier, call.made?.specifier, call.typeSpecifier].filter(
    (one) => one !== undefined,
  );
  const is = (pattern: RegExp): boolean => specifiers.some((specifier) => pattern.test(specifier));
  if (
    is(NODE_FREE) ||
    (specifiers.length === 0 && call.made?.isNew === true && LIGHT_CLASSES.test(call.made.path))
  )
    return 'light';
  // const rows = await pool.query(); rows.map(f)
  if (
    call.specifier === undefined &&
    call.made?.isNew === false &&
    LIST_METHODS.test(call.name) &&
    /^[\w$]+\.[\w$]+$/.test(call.path)
  )
    return 'light';
  if (is(CRYPTO) || /(?:^|\.)(?:crypto|bcrypt|argon2)(?:\.subtle)?\.[\w$]+$/.test(call.path))
    return CRYPTO_METHODS.test(call.name) ? 'crypto' : 'light';
  if (is(PROCESS) || PROCESS_NAMES.test(call.path)) return 'process';
  if (is(FILES)) return /^(?:existsSync|is[A-Z]\w*)$/.test(call.name) ? 'light' : 'files';
  if (is(DATABASE)) return call.isNew || ENDING_NAMES.test(call.name) ? 'light' : 'database';
  // signs locally
  if (/^(?:get|generate|create)(?:Pres|S)igned\w*U(?:rl|RL)\w*$/.test(call.name)) return 'light';
  if (is(HTTP))
    return call.isNew || (isLightByName(call) && call.name !== 'all') ? 'light' : 'http';
  if (is(BROKER)) return call.isNew || ENDING_NAMES.test(call.name) ? 'light' : 'broker';
  if (getHeavyName(call, catalogue) !== '') return isLightByName(call) ? 'light' : 'heavy';
  if (is(LIGHT_PACKAGES)) return 'light';
  // await row.destroy(): deletes a row; the `destroy` of sockets and streams is not awaited
  if (call.name === 'destroy' && call.isAwaited && ROW.test(call.path)) return 'database';
  // await browser.close(): ends a process
  if (/(?:^|\.)browser(?:\(\))?\.close$/.test(call.path)) return 'process';
  if (ENDING_NAMES.test(call.name)) return 'ending';
  // `util.load()` of `const util = new Loader()` is not Node's `util`
  if (
    (LIGHT_ROOTS.test(call.path) && (call.made === undefined || LOGS.test(call.path))) ||
    call.isNew
  )
    return 'light';
  // repository.find() is not an array method
  if (
    DATABASE_OWNERS.test(call.path) &&
    /^(?:find|all|some|every|map|entries|keys|values|validate)$/.test(call.name) &&
    call.isAwaited
  )
    return 'database';
  if (isLightByName(call)) return 'light';
  return getReachByName(call);
}

/** What a call reaches, judging by common names. */
function getReachByName(call: WorkCallFact): Reach {
  const { path, name, typeName = '' } = call;
  if (
    SQL.test(call.literal) &&
    /query|execute|exec|run|all|get|raw|sql|one|many|any|none|fetch/i.test(name)
  )
    return 'database';
  if (DATABASE_TYPES.test(typeName) && call.typeSpecifier !== undefined) return 'database';
  if (DATABASE_METHODS.test(name) || DATABASE_ROOTS.test(path) || DATABASE_OWNERS.test(path))
    return 'database';
  if (
    /^[A-Z]\w*\.(?:create|find|findOne|update|save|destroy|count|exists|where|query|insert|remove|delete)$/.test(
      path,
    ) &&
    call.isAwaited
  )
    return 'database';
  if (BROKER_TYPES.test(typeName)) return 'broker';
  if (HTTP_TYPES.test(typeName) || HTTP_NAMES.test(name) || HTTP_ROOTS.test(path)) return 'http';
  if (
    /(?:^|\.)(?:fs|fsp|fse|fsPromises)\.[\w$.]+$/.test(path) ||
    (FILES_NAMES.test(name) && !path.includes('.'))
  )
    return 'files';
  return 'unknown';
}

/** `episode.destroy`, but not `socket.destroy`. */
const ROW =
  /^(?!\w*(?:client|conn|connection|socket|stream|pool|server|session|agent|worker|queue|db|knex|sequelize|browser|page|instance|app|source|manager|service|super)\.)[a-zA-Z_$][\w$]*\.destroy$/i;

/** Built-in classes, whose methods work in-process. */
const LIGHT_CLASSES =
  /^(?:Map|Set|WeakMap|WeakSet|Array|URL|URLSearchParams|Headers|FormData|Date|RegExp|Text(?:En|De)coder|AbortController)$/;

const LIST_METHODS =
  /^(?:map|filter|forEach|reduce|some|every|flatMap|sort|join|includes|slice|concat)$/;

const LOGS = /^(?:this\.)?(?:console|logger|log)\b/;

function isLightByName(call: WorkCallFact): boolean {
  return LIGHT_NAMES.test(call.name) || ENDING_NAMES.test(call.name);
}

/** The heavy package that a call belongs to; empty if there is none. */
export function getHeavyName(call: WorkCallFact, catalogue: Catalogue): string {
  const found = [call.specifier, call.made?.specifier].flatMap((specifier) =>
    specifier === undefined ? [] : [catalogue.find(specifier)],
  );
  return found.find((heavy) => heavy?.level === 'recommended')?.name ?? '';
}
