// Names by which calls of packages and projects are recognised: packages, types, methods, paths.

/** Packages of database clients. */
export const DATABASE = toNames(`
  @prisma/.* \\.prisma/.* typeorm mongoose mongodb sequelize sequelize-typescript knex pg pg-promise postgres mysql2?(?:/promise)?
  mariadb better-sqlite3 sqlite3? libsql @libsql/.* drizzle-orm.* kysely @mikro-orm/.* objection ioredis redis @redis/.* @supabase/.*
  firebase-admin.* @google-cloud/(?:firestore|datastore|bigquery|spanner) @aws-sdk/(?:client|lib)-dynamodb cassandra-driver
  neo4j-driver @elastic/.* @nestjs/(?:typeorm|mongoose|sequelize) slonik @neondatabase/.* @planetscale/.* @clickhouse/.* couchbase
  nano
`);

/** Packages that use the network. */
export const HTTP = toNames(`
  axios got node-fetch undici superagent request request-promise(?:-native)? ky cross-fetch isomorphic-fetch needle phin bent
  (?:node:)?https? @nestjs/axios graphql-request openai @anthropic-ai/.* stripe twilio @sendgrid/.* nodemailer googleapis
  @googleapis/.* @octokit/.* @slack/.* @aws-sdk/client-.* aws-sdk.* @google-cloud/.* @azure/.* minio web-push firebase-admin/messaging
  resend postmark mailgun.* telegraf discord\\.js ethers web3 viem @solana/.* cheerio-httpcli dns node:dns.* (?:node:)?net
  (?:node:)?tls ssh2.* basic-ftp
`);

/** Packages of the file system. */
export const FILES = toNames(`
  (?:node:)?fs(?:/promises)? fs-extra graceful-fs rimraf del glob globby fast-glob tar archiver unzipper adm-zip jsonfile mkdirp
  move-file cpy make-dir fs-jetpack write-file-atomic load-json-file tmp(?:-promise)?
`);

/** Packages that start processes and threads. */
export const PROCESS = toNames(`
  (?:node:)?child_process execa cross-spawn shelljs zx simple-git dockerode (?:node:)?worker_threads fluent-ffmpeg tinyexec
`);

/** Packages with native or costly cryptography. */
export const CRYPTO = toNames(`
  (?:node:)?crypto bcrypt(?:js)? argon2 @node-rs/(?:argon2|bcrypt) scrypt.* sodium-native libsodium.* openpgp jsonwebtoken jose
  crypto-js keytar
`);

/** Costly methods of cryptography packages. */
export const CRYPTO_METHODS = toNames(`
  createCipheriv createDecipheriv createCipher createDecipher pbkdf2 pbkdf2Sync scrypt scryptSync hkdf hkdfSync generateKeyPair
  generateKeyPairSync sign verify publicEncrypt privateDecrypt publicDecrypt privateEncrypt createSign createVerify hash hashSync
  compare compareSync argon2.* encrypt decrypt SignJWT jwtVerify genSalt pwhash crypto_pwhash.* deriveKey deriveBits
`);

/** Type names of database clients. */
export const DATABASE_TYPES = toNames(`
  Prisma(?:Client|Service) TransactionClient Repository DataSource EntityManager EntityRepository Pool PoolClient Client Knex Kysely
  Sequelize Connection Model MongoClient Db Collection Redis RedisClient.* SupabaseClient QueryRunner Database Firestore .*Repository
  .*Dao .*DAO
`);

/** Methods that only database clients have. */
export const DATABASE_METHODS = toNames(`
  findUnique findUniqueOrThrow findFirst findFirstOrThrow findMany findOne findOneBy findOneOrFail findOneAndUpdate findOneAndDelete
  findOneAndReplace findBy findAll findByPk findAndCount findAndCountAll findById findByIdAndUpdate findByIdAndDelete
  findByIdAndRemove findOrCreate updateMany updateOne deleteMany deleteOne insertMany insertOne createMany bulkWrite bulkCreate upsert
  countDocuments aggregate replaceOne executeQuery queryRaw executeRaw \\$queryRaw \\$executeRaw \\$transaction
  h(?:get|set|del|getall|mget|mset|exists|incrby|Get|Set|Del|GetAll|mGet|mSet|Exists|IncrBy) s(?:add|rem|members|ismember|Add|Rem|Members|IsMember)
  z(?:add|rem|range|score|card|rangebyscore|Add|Rem|Range|Score|Card|RangeByScore) [lr](?:push|pop|range|Push|Pop|Range) m(?:get|set|Get|Set)
  set(?:ex|nx|Ex|NX)
`);

/** Type names of network clients. */
export const HTTP_TYPES = toNames(`
  HttpService HttpClient Axios(?:Instance|Static)? S3(?:Client)? SQS(?:Client)? SNS(?:Client)? Octokit Stripe OpenAI Transporter
  MailerService GraphQLClient
`);

/** Packages of message brokers. */
export const BROKER = toNames(`
  kafkajs amqplib amqp-connection-manager @nestjs/microservices mqtt nats @golevelup/.* @confluentinc/.* rhea
`);

/** Type names of clients of message brokers. */
export const BROKER_TYPES = toNames(`
  .*Kafka.* .*Amqp.* .*RabbitMQ.* .*Producer(?:Service)? ClientProxy .*MessageBus PubSub(?:Client|Service)?
`);

/** Functions that use the network. */
export const HTTP_NAMES = toNames(`
  fetch \\$fetch ofetch fetchJson sendMail sendEmail httpGet httpPost
`);

/** Functions of the file system. */
export const FILES_NAMES = toNames(`
  readFile writeFile appendFile unlink rm rmdir mkdir copyFile rename readdir stat lstat access readJson writeJson outputFile
  ensureDir pathExists copy remove createReadStream createWriteStream
`);

/** Functions that start processes. */
export const PROCESS_NAMES = toNames(`
  execFile execFileAsync execAsync spawnAsync execPromise execa execaCommand
`);

/** Modules of Node that work in-process. */
export const NODE_FREE = toNames(`
  (?:node:)?(?:path|util|events|url|querystring|assert|os|buffer|string_decoder|timers|timers/promises|perf_hooks)
`);

/** Packages whose calls work in-process. */
export const LIGHT_PACKAGES = toNames(`
  lodash.* ramda rambda remeda date-fns.* dayjs.* moment.* luxon uuid nanoid cuid zod joi yup ajv class-validator class-transformer
  debug pino winston chalk picocolors ms qs semver slugify validator express @nestjs/common vitest @jest/.* i18next rxjs.* superjson
  dataloader deepmerge fast-equals p-.* async-sema bottleneck tslib node-cache lru-cache quick-lru memory-cache
`);

/** Calls that end work rather than start it. */
export const ENDING_NAMES = toNames(`
  close stop destroy disconnect dispose shutdown terminate quit end kill cleanup teardown tearDown unsubscribe unregister abort cancel
  release removeListener off detach clear reset flush drain [a-z]+(?:All)?(?:Close|Stop|Destroy|Disconnect)
`);

/** Short in-process calls. */
export const LIGHT_NAMES = toNames(`
  setTimeout setImmediate sleep delay wait pause nextTick resolve reject all allSettled race any then catch finally emit emitAsync
  next push log info warn error debug trace parse stringify map filter forEach reduce some every find flatMap flat join includes keys
  values entries slice sort concat toString trim subarray replace replaceAll split toLowerCase toUpperCase padStart padEnd startsWith
  endsWith substring charAt at pop shift has isInteger assign fromEntries concat now toISOString json text blob arrayBuffer buffer
  isArray from bind call apply Promise Error Date Map Set Array Object String Number Boolean validate validateSync plainToInstance
  plainToClass transform serialize deserialize toJSON toObject format translate safeParse safeParseAsync parseAsync t
`);

/** First words of functions that usually do work outside the process. */
export const OUTSIDE = toFirstWords(`
  fetch load save send upload download query request sync publish notify scrape crawl render generate process execute run import
  export create update delete remove insert upsert store persist post put patch read write search resolve verify check get find list
  add set handle do call invoke submit deliver refresh scan poll ping retry backup restore migrate index enqueue dispatch compute
  convert compress resize build install fill sign encrypt decrypt hash hydrate drop connect
`);

/** First words of functions that transform values, and of callback parameters. */
export const INSIDE = toFirstWords(`
  present serialize format to map transform parse build make decorate normalize is has can should as pick with wrap callback cb fn
  func predicate iterator mapper iteratee handler visit visitor path get(?:Url|Path|Name|Type|Label|Key)
`);

/** Names of database clients anywhere in a path: `this.prisma.user`. */
export const DATABASE_ROOTS = toParts(`
  _?prisma(?:Client|Service)? _?db _?database knex _?pool _?sequelize _?mongo(?:ose)? dataSource _?em entityManager orm drizzle
  supabase firestore redis(?:Client)? sql dynamo(?:db|Client)? tx trx queryRunner
`);

/** Names of network clients anywhere in a path. */
export const HTTP_ROOTS = toParts(`
  axios(?:Instance)? _?http(?:Client|Service)? fetch httpClient apiClient restClient s3(?:Client)? sqs(?:Client)? sns(?:Client)?
  ses(?:Client)? stripe openai twilio octokit graphqlClient mailer mailService transporter smtp
`);

/** `userRepository.save`, `UserModel.exists`, `getRepository(User).find`. */
export const DATABASE_OWNERS =
  /(?:Repo(?:sitory)?|Repositories|Dao|DAO|Model|Collection|Entity|Mapper|Table|Store)(?:\(\))?\.[\w$]+$|(?:^|\.)(?:repo(?:sitory)?|dao|collection|getRepository|getCollection)(?:\(\))?\.[\w$.()]+$/;

/** The beginning of an SQL query. */
export const SQL = /^(?:select|insert|update|delete|with|replace|merge|call)\s/i;

/** Objects whose methods work in-process. */
export const LIGHT_ROOTS = toFirstNames(`
  Promise Math JSON Object Array Number String Date console logger log process Reflect Symbol Buffer this\\.logger this\\.log _ expect
  z t path util
`);

/**
 * Names of the program's own folders: `fs.readdir(this.migrationsDir)`,
 * `findFiles(routesDirectory)`.
 */
export const OWN_FOLDER =
  /__dirname|import\.meta|package\.json|(?:migration|locale|language|plugin|module|template|theme|route|page|schema|source|src|config|project|admin|component|fixture|seed|build|dist)\w*?(?:Dir|Directory|Path|Folder|Root)s?\b/i;

/** Lists that developers maintain: parts of the program, not data. */
export const REGISTRY = toLastWords(`
  collections fields adapters sizes plugins providers handlers listeners hooks middlewares? modules services strategies transports
  locales languages connectors drivers validators resolvers workers queues models migrations seeds seeders fixtures
  controllers routers? routes processors checks checkers interceptors guards pipes generators
  loaders extensions backends engines callbacks columns tables schemas formats kinds formatters crons? joins dirs? directories
`);

/** Lists that arrive with a request or message. */
export const REQUEST =
  /(?:^|\.)(?:req|request|ctx|context|event|message|msg|body|payload|query|params|headers|args|input|dto|_req)(?:\.|\[\]|$)|Records\b|(?:Dto|Input|Request|Payload|Args|Body)$/;

const SETTINGS = `
  config configs configuration configService configurationService settings options opts env environment manifest argv flags schema metadata meta constants
  defaults preset
`;

/** Configuration: `config.sizes`, `jobSettings`, `process.env`. */
export const CONFIGURATION = new RegExp(
  `(?:^|[.(_])(?:${toAlternatives(SETTINGS)})(?:[.()[\\]]|$)|[a-z](?:Config|Configs|Settings|Options|Opts|Env|Schema|Metadata|Manifest|Constants|Defaults)(?:[.()[\\]]|$)|^process\\.`,
);

function toAlternatives(words: string): string {
  return words.trim().split(/\s+/).join('|');
}

/** A pattern for whole names. Words may be patterns themselves. */
function toNames(words: string): RegExp {
  return new RegExp(`^(?:${toAlternatives(words)})$`);
}

/** A pattern for names that start with one of the words: `saveAll`, not `saved`. */
function toFirstWords(words: string): RegExp {
  return new RegExp(`^(?:${toAlternatives(words)})(?![a-z])`);
}

/** A pattern for paths that start with one of the names. */
function toFirstNames(names: string): RegExp {
  return new RegExp(`^(?:${toAlternatives(names)})\\b`);
}

/** A pattern for paths with one of the names as a part. */
function toParts(names: string): RegExp {
  return new RegExp(`(?:^|\\.)(?:${toAlternatives(names)})(?:\\(\\)|\\[\\])?(?:\\.|$)`);
}

/** A pattern for paths that end in one of the words: `hooks`, `this.afterHooks`, `getHooks()`. */
function toLastWords(words: string): RegExp {
  const either = words
    .trim()
    .split(/\s+/)
    .map((word) => `[${word.charAt(0).toUpperCase()}${word.charAt(0)}]${word.slice(1)}`);
  return new RegExp(`(?:^|[._]|[a-z])(?:${either.join('|')})(?:\\(\\)|\\[\\])?$`);
}
