// Knows which packages are worth measuring, and the kind of work each does. Written by hand.
// Knows nothing of cost: whether a package is heavy follows from its measurement.
import type { Stack } from './catalogue.ts';

/** A package that `npm run catalogue` installs and measures. */
export interface Candidate {
  readonly name: string;
  readonly stack: Stack;
  /** What to import, where that isn't the package's name. */
  readonly import?: string | readonly string[];
  /** The version to measure, where the latest isn't the one that servers run. */
  readonly range?: string;
  /** Versions of its dependencies to force, where the ones it asks for can't be had from the npm registry alone. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** What a reader of the list should know. */
  readonly note?: string;
}

/** All packages to measure, by stack. */
export const candidates: readonly Candidate[] = [
  ...inStack('browser', [
    'puppeteer', 'puppeteer-core', 'puppeteer-extra', 'puppeteer-extra-plugin-stealth', 'puppeteer-extra-plugin-adblocker',
    'puppeteer-cluster', 'playwright', 'playwright-core', 'playwright-extra', '@playwright/test', '@sparticuz/chromium',
    '@sparticuz/chromium-min', 'lighthouse', 'crawlee', 'selenium-webdriver', 'webdriverio', 'whatsapp-web.js',
  ]),
  { name: 'chrome-aws-lambda', stack: 'browser', range: '10', note: 'the numbers from 64 on are the oldest ones' },
  ...inStack('image', [
    'sharp', 'canvas', '@napi-rs/canvas', 'skia-canvas', '@napi-rs/image', 'jimp', '@resvg/resvg-js', 'satori',
  ]),
  ...inStack('inference', [
    'onnxruntime-node', 'onnxruntime-web', '@huggingface/transformers', '@tensorflow/tfjs', '@tensorflow/tfjs-node',
    'node-llama-cpp', 'fastembed', 'faiss-node', 'hnswlib-node', 'usearch',
  ]),
  {
    name: '@xenova/transformers',
    stack: 'inference',
    overrides: { sharp: '^0.33.5' },
    note: 'its own sharp 0.32 fetches the native library from elsewhere',
  },
  ...inStack('database', [
    'better-sqlite3', 'sqlite3', 'libsql', '@libsql/client', 'duckdb', '@duckdb/node-api', '@lancedb/lancedb', 'classic-level',
    'leveldown', 'lmdb', 'pg-native', 'oracledb', 'couchbase', 'snowflake-sdk', 'mssql', 'typeorm', 'sequelize', 'mongoose',
    'mongodb', '@mikro-orm/core', '@prisma/client', 'knex', 'kafkajs', 'node-rdkafka', '@confluentinc/kafka-javascript',
    '@electric-sql/pglite', 'sql.js',
  ]),
  ...inStack('document', [
    'exceljs', 'xlsx', 'xlsx-populate', 'pdf-lib', 'pdfkit', 'pdfmake', 'pdf-parse', 'unpdf', 'mupdf', 'jspdf',
    '@react-pdf/renderer', 'docx', 'docxtemplater', 'mammoth', 'officeparser', 'mjml', 'jsdom', 'happy-dom', 'cheerio',
    'libxmljs2', 'shiki', 'highlight.js', 'handlebars',
  ]),
  { name: 'pdfjs-dist', stack: 'document', import: 'pdfjs-dist/legacy/build/pdf.mjs', note: 'the legacy build is the one for Node' },
  ...inStack('media', ['fluent-ffmpeg', '@ffmpeg/ffmpeg', 'gm', 'tesseract.js', '@discordjs/opus', '@roamhq/wrtc', 'mediasoup']),
  ...inStack('crypto', [
    'bcrypt', 'argon2', '@node-rs/argon2', '@node-rs/bcrypt', 'sodium-native', 'node-forge', 'openpgp', 'web3', 'ethers', 'viem',
    'bitcoinjs-lib', 'tronweb',
  ]),
  { name: '@polkadot/api', stack: 'crypto', range: '16', note: '17.0 asks for versions that the registry lacks' },
  { name: '@solana/web3.js', stack: 'crypto', range: '1', note: '2 has become `@solana/kit`' },
  ...inStack('compiler', [
    'ts-morph', 'esbuild', '@swc/core', 'rollup', 'rolldown', 'vite', 'webpack', '@rspack/core', '@babel/core',
    'prettier', 'eslint', 'lightningcss', 'sass', 'sass-embedded', 'terser', 'oxc-parser', 'tree-sitter', 'isolated-vm',
    'quickjs-emscripten', 'graphql', '@graphql-tools/schema', '@apollo/server', '@temporalio/worker',
  ]),
  { name: 'typescript', stack: 'compiler', range: '6', note: 'from 7 on a native program, with next to nothing to import' },
  { name: 'svelte', stack: 'compiler', import: 'svelte/compiler', note: 'the run-time part is light' },
  ...inStack('cloud', [
    'googleapis', '@google-cloud/storage', '@google-cloud/bigquery', '@google-cloud/vision', '@google-cloud/firestore',
    '@google-cloud/pubsub', '@google-cloud/translate', '@google-cloud/aiplatform', '@google/genai', 'aws-sdk',
    '@aws-sdk/client-s3', '@aws-sdk/client-ec2', '@aws-sdk/client-dynamodb', '@aws-sdk/client-bedrock-runtime',
    'aws-cdk-lib', '@azure/storage-blob', '@azure/identity', '@azure/cosmos', '@grpc/grpc-js',
    'stripe', 'twilio', 'openai', '@anthropic-ai/sdk', 'langchain', '@langchain/core', '@langchain/openai', 'llamaindex',
    '@slack/bolt', 'dockerode', 'discord.js', 'telegraf', 'telegram', '@whiskeysockets/baileys', 'botbuilder', 'jsforce', 'aws-crt',
  ]),
  {
    name: 'firebase-admin',
    stack: 'cloud',
    import: ['firebase-admin', 'firebase-admin/firestore'],
    note: 'the services are loaded by their getters, the commonest one with the package',
  },
  { name: '@kubernetes/client-node', stack: 'cloud', range: '1.4', note: 'the last that runs on Node 20' },
  ...inStack('language', [
    'natural', 'compromise', 'wink-nlp', 'nodejieba', '@node-rs/jieba', 'kuromoji', 'tiktoken', 'js-tiktoken', 'mathjs',
    '@faker-js/faker', 'moment-timezone', 'google-libphonenumber', 're2',
  ]),
  { name: 'nodejs-polars', stack: 'language', range: '0.22', note: 'the native library of later ones needs Node 22' },
  ...inStack('terminal', ['node-pty', 'ssh2', 'blessed', 'ink', 'inquirer', 'cpu-features']),
  ...inStack('other', [
    'zeromq', 'serialport', 'usb', 'node-hid', 'microtime', 'msgpackr-extract', 'bufferutil', 'systeminformation', 'snappy',
    '@mongodb-js/zstd', 'koffi', 'keytar', '@parcel/watcher', 'geoip-lite', '@nestjs/swagger',
  ]),
  { name: 'axios', stack: 'other', note: 'everyday: here to show that it stays below the thresholds' },
  { name: 'express', stack: 'other', note: 'everyday: here to show that it stays below the thresholds' },
];

function inStack(stack: Stack, names: readonly string[]): readonly Candidate[] {
  return names.map((name) => ({ name, stack }));
}
