// What a call reaches: native crypto, a heavy package, a database, HTTP, files, a child process. Judges calls, not fan-outs.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CallFact } from '../syntax/fan-out-facts.ts';

/** What a call costs. `unknown`: can't be seen. `ending`: ends work (`client.close()`). `light`: in-process work. */
export type Reach = 'crypto' | 'heavy' | 'database' | 'http' | 'process' | 'files' | 'unknown' | 'ending' | 'light';

/** From the gravest on; the other three are no costs. */
export const COSTS: readonly Reach[] = ['crypto', 'heavy', 'process', 'database', 'http', 'files'];

/** How a message names what tasks reach. */
export const REACH_NAMES: Readonly<Record<Reach, string>> = {
  crypto: 'native crypto', heavy: 'a heavy package', database: 'the database', http: 'HTTP', process: 'child processes', files: 'the file system',
  unknown: '', ending: '', light: '',
};

const DATABASE = /^(?:@prisma\/.*|\.prisma\/.*|typeorm|mongoose|mongodb|sequelize|sequelize-typescript|knex|pg|pg-promise|postgres|mysql2?(?:\/promise)?|mariadb|better-sqlite3|sqlite3?|libsql|@libsql\/.*|drizzle-orm.*|kysely|@mikro-orm\/.*|objection|ioredis|redis|@redis\/.*|@supabase\/.*|firebase-admin.*|@google-cloud\/(?:firestore|datastore|bigquery|spanner)|@aws-sdk\/(?:client|lib)-dynamodb|cassandra-driver|neo4j-driver|@elastic\/.*|@nestjs\/(?:typeorm|mongoose|sequelize)|slonik|@neondatabase\/.*|@planetscale\/.*|@clickhouse\/.*|couchbase|nano)$/;
const HTTP = /^(?:axios|got|node-fetch|undici|superagent|request|request-promise(?:-native)?|ky|cross-fetch|isomorphic-fetch|needle|phin|bent|(?:node:)?https?|@nestjs\/axios|graphql-request|openai|@anthropic-ai\/.*|stripe|twilio|@sendgrid\/.*|nodemailer|googleapis|@googleapis\/.*|@octokit\/.*|@slack\/.*|@aws-sdk\/client-.*|aws-sdk.*|@google-cloud\/.*|@azure\/.*|minio|web-push|firebase-admin\/messaging|resend|postmark|mailgun.*|telegraf|discord\.js|ethers|web3|viem|@solana\/.*|cheerio-httpcli|dns|node:dns.*|(?:node:)?net|(?:node:)?tls|ssh2.*|basic-ftp)$/;
const FILES = /^(?:(?:node:)?fs(?:\/promises)?|fs-extra|graceful-fs|rimraf|del|glob|globby|fast-glob|tar|archiver|unzipper|adm-zip|jsonfile|mkdirp|move-file|cpy|make-dir|fs-jetpack|write-file-atomic|load-json-file|tmp(?:-promise)?)$/;
const PROCESS = /^(?:(?:node:)?child_process|execa|cross-spawn|shelljs|zx|simple-git|dockerode|(?:node:)?worker_threads|fluent-ffmpeg|tinyexec)$/;
const CRYPTO = /^(?:(?:node:)?crypto|bcrypt(?:js)?|argon2|@node-rs\/(?:argon2|bcrypt)|scrypt.*|sodium-native|libsodium.*|openpgp|jsonwebtoken|jose|crypto-js|keytar)$/;
const CRYPTO_METHODS = /^(?:createCipheriv|createDecipheriv|createCipher|createDecipher|pbkdf2|pbkdf2Sync|scrypt|scryptSync|hkdf|hkdfSync|generateKeyPair|generateKeyPairSync|sign|verify|publicEncrypt|privateDecrypt|publicDecrypt|privateEncrypt|createSign|createVerify|hash|hashSync|compare|compareSync|argon2.*|encrypt|decrypt|SignJWT|jwtVerify|genSalt|pwhash|crypto_pwhash.*|deriveKey|deriveBits)$/;

const DATABASE_ROOTS = /(?:^|\.)(?:_?prisma(?:Client|Service)?|_?db|_?database|knex|_?pool|_?sequelize|_?mongo(?:ose)?|dataSource|_?em|entityManager|orm|drizzle|supabase|firestore|redis(?:Client)?|sql|dynamo(?:db|Client)?|tx|trx|queryRunner)(?:\(\)|\[\])?(?:\.|$)/;
const DATABASE_OWNERS = /(?:Repo(?:sitory)?|Repositories|Dao|DAO|Model|Collection|Entity|Mapper|Table|Store)(?:\(\))?\.[\w$]+$|(?:^|\.)(?:repo(?:sitory)?|dao|collection|getRepository|getCollection)(?:\(\))?\.[\w$.()]+$/;
const DATABASE_TYPES = /^(?:Prisma(?:Client|Service)|TransactionClient|Repository|DataSource|EntityManager|EntityRepository|Pool|PoolClient|Client|Knex|Kysely|Sequelize|Connection|Model|MongoClient|Db|Collection|Redis|RedisClient.*|SupabaseClient|QueryRunner|Database|Firestore|.*Repository|.*Dao|.*DAO)$/;
const DATABASE_METHODS = /^(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|findOne|findOneBy|findOneOrFail|findOneAndUpdate|findOneAndDelete|findOneAndReplace|findBy|findAll|findByPk|findAndCount|findAndCountAll|findById|findByIdAndUpdate|findByIdAndDelete|findByIdAndRemove|findOrCreate|updateMany|updateOne|deleteMany|deleteOne|insertMany|insertOne|createMany|bulkWrite|bulkCreate|upsert|countDocuments|aggregate|replaceOne|executeQuery|queryRaw|executeRaw|\$queryRaw|\$executeRaw|\$transaction)$/;
const SQL = /^(?:select|insert|update|delete|with|replace|merge|call)\s/i;
const HTTP_ROOTS = /(?:^|\.)(?:axios(?:Instance)?|_?http(?:Client|Service)?|fetch|httpClient|apiClient|restClient|s3(?:Client)?|sqs(?:Client)?|sns(?:Client)?|ses(?:Client)?|stripe|openai|twilio|octokit|graphqlClient|mailer|mailService|transporter|smtp)(?:\(\))?(?:\.|$)/;
const HTTP_TYPES = /^(?:HttpService|HttpClient|Axios(?:Instance|Static)?|S3(?:Client)?|SQS(?:Client)?|SNS(?:Client)?|Octokit|Stripe|OpenAI|Transporter|MailerService|GraphQLClient)$/;
const HTTP_NAMES = /^(?:fetch|\$fetch|ofetch|fetchJson|sendMail|sendEmail|httpGet|httpPost|getSignedUrl)$/;
const FILES_NAMES = /^(?:readFile|writeFile|appendFile|unlink|rm|rmdir|mkdir|copyFile|rename|readdir|stat|lstat|access|readJson|writeJson|outputFile|ensureDir|pathExists|copy|remove|createReadStream|createWriteStream)$/;
const PROCESS_NAMES = /^(?:execFile|execFileAsync|execAsync|spawnAsync|execPromise|execa|execaCommand)$/;
const NODE_FREE = /^(?:(?:node:)?(?:path|util|events|url|querystring|assert|os|buffer|string_decoder|timers|timers\/promises|perf_hooks))$/;
const LIGHT_PACKAGES = /^(?:lodash.*|ramda|rambda|remeda|date-fns.*|dayjs.*|moment.*|luxon|uuid|nanoid|cuid|zod|joi|yup|ajv|class-validator|class-transformer|debug|pino|winston|chalk|picocolors|ms|qs|semver|slugify|validator|express|@nestjs\/common|vitest|@jest\/.*|i18next|rxjs.*|superjson|dataloader|deepmerge|fast-equals|p-.*|async-sema|bottleneck|tslib)$/;

/** Calls that end work rather than start it. */
const ENDING_NAMES = /^(?:close|stop|destroy|disconnect|dispose|shutdown|terminate|quit|end|kill|cleanup|teardown|tearDown|unsubscribe|unregister|abort|cancel|release|removeListener|off|detach|clear|reset|flush|drain|[a-z]+(?:All)?(?:Close|Stop|Destroy|Disconnect))$/;
/** In-process calls that end soon. */
const LIGHT_NAMES = /^(?:setTimeout|setImmediate|sleep|delay|wait|pause|nextTick|resolve|reject|all|allSettled|race|any|then|catch|finally|emit|emitAsync|next|push|log|info|warn|error|debug|trace|parse|stringify|map|filter|forEach|reduce|some|every|find|flatMap|flat|join|includes|keys|values|entries|slice|sort|concat|toString|trim|subarray|replace|replaceAll|split|toLowerCase|toUpperCase|padStart|padEnd|startsWith|endsWith|substring|charAt|at|pop|shift|has|isInteger|assign|fromEntries|concat|now|toISOString|json|text|blob|arrayBuffer|buffer|isArray|from|bind|call|apply|Promise|Error|Date|Map|Set|Array|Object|String|Number|Boolean|validate|validateSync|plainToInstance|plainToClass|transform|serialize|deserialize|toJSON|toObject|format|translate|safeParse|safeParseAsync|parseAsync|t)$/;
const LIGHT_ROOTS = /^(?:Promise|Math|JSON|Object|Array|Number|String|Date|console|logger|log|process|Reflect|Symbol|Buffer|this\.logger|this\.log|_|expect|z|t|path|util)\b/;

/** What a call reaches, seen from the place of the call alone. */
export function getReach(call: CallFact, catalogue: Catalogue): Reach {
  const specifiers = [call.specifier, call.made?.specifier, call.typeSpecifier].filter((one) => one !== undefined);
  const is = (pattern: RegExp): boolean => specifiers.some((specifier) => pattern.test(specifier));
  if (is(NODE_FREE)) return 'light';
  if (is(CRYPTO) || /(?:^|\.)(?:crypto|bcrypt|argon2)(?:\.subtle)?\.[\w$]+$/.test(call.path)) return CRYPTO_METHODS.test(call.name) ? 'crypto' : 'light';
  if (is(PROCESS) || PROCESS_NAMES.test(call.path)) return 'process';
  if (is(FILES)) return /Sync$|^(?:createHash|join|resolve|basename|existsSync)$/.test(call.name) && !/(?:read|write|copy|rm|unlink).*Sync$/.test(call.name) ? 'light' : 'files';
  if (is(DATABASE)) return isLightByName(call) ? 'light' : 'database';
  if (is(HTTP)) return isLightByName(call) && !/^(?:all|text|json)$/.test(call.name) ? 'light' : call.isNew ? 'light' : 'http';
  if (getHeavyName(call, catalogue) !== '') return isLightByName(call) ? 'light' : 'heavy';
  if (is(LIGHT_PACKAGES)) return 'light';
  if (ENDING_NAMES.test(call.name)) return 'ending';
  if (LIGHT_ROOTS.test(call.path) || call.isNew) return 'light';
  // repository.find() is none of an array's
  if (DATABASE_OWNERS.test(call.path) && /^(?:find|all|some|every|map|entries|keys|values|validate)$/.test(call.name) && call.isAwaited) return 'database';
  if (isLightByName(call)) return 'light';
  return getReachByName(call);
}

/** By the names people use; only for what somebody waits for. */
function getReachByName(call: CallFact): Reach {
  const { path, name, typeName = '' } = call;
  if (SQL.test(call.literal) && /query|execute|exec|run|all|get|raw|sql|one|many|any|none|fetch/i.test(name)) return 'database';
  if (DATABASE_TYPES.test(typeName) && call.typeSpecifier !== undefined) return 'database';
  if (DATABASE_METHODS.test(name) || DATABASE_ROOTS.test(path) || DATABASE_OWNERS.test(path)) return 'database';
  if (/^[A-Z]\w*\.(?:create|find|findOne|update|save|destroy|count|exists|where|query|insert|remove|delete)$/.test(path) && call.isAwaited) return 'database';
  if (HTTP_TYPES.test(typeName) || HTTP_NAMES.test(name) || HTTP_ROOTS.test(path)) return 'http';
  if (/(?:^|\.)(?:fs|fsp|fse|fsPromises)\.[\w$.]+$/.test(path) || (FILES_NAMES.test(name) && !path.includes('.'))) return 'files';
  return 'unknown';
}

function isLightByName(call: CallFact): boolean {
  return LIGHT_NAMES.test(call.name) || ENDING_NAMES.test(call.name);
}

/** The heavy package that a call belongs to; empty when it belongs to none. */
export function getHeavyName(call: CallFact, catalogue: Catalogue): string {
  const found = [call.specifier, call.made?.specifier].flatMap((specifier) => (specifier === undefined ? [] : [catalogue.find(specifier)]));
  return found.find((heavy) => heavy?.level === 'recommended')?.name ?? '';
}
