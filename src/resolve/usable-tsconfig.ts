// The usable part of a `tsconfig.json`: members of the wrong type are ignored.
import type { TsConfigResult } from 'get-tsconfig';

type Config = TsConfigResult['config'];
type Json = Readonly<Record<string, unknown>>;
type Test = (value: unknown) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isPaths: Test = (value) => isObject(value) && Object.values(value).every(isTexts);
const isReference: Test = (value) => isObject(value) && isText(value['path']);

const MEMBERS: Readonly<Record<string, Test>> = {
  files: isTexts,
  include: isTexts,
  exclude: isTexts,
  references: Array.isArray,
  compilerOptions: isObject,
};

/** The options that this project reads as strings or lists. */
const OPTIONS: Readonly<Record<string, Test>> = {
  module: isText,
  moduleResolution: isText,
  moduleDetection: isText,
  target: isText,
  jsx: isText,
  baseUrl: isText,
  outDir: isText,
  rootDir: isText,
  declarationDir: isText,
  rootDirs: isTexts,
  customConditions: isTexts,
  moduleSuffixes: isTexts,
  lib: isTexts,
  types: isTexts,
  typeRoots: isTexts,
  paths: isPaths,
};

/** The usable part of a configuration, from parsed JSON. */
export function toUsableTsconfig(value: unknown): Config {
  if (!isObject(value)) return {};
  const members = pick(value, MEMBERS);
  const { compilerOptions, references } = members;
  const usable: unknown = {
    ...members,
    ...(isObject(compilerOptions) && { compilerOptions: pick(compilerOptions, OPTIONS) }),
    ...(Array.isArray(references) && { references: references.filter(isReference) }),
  };
  return isConfig(usable) ? usable : {};
}

function pick(object: Json, tests: Readonly<Record<string, Test>>): Json {
  return Object.fromEntries(
    Object.entries(object).filter(([key, value]) => tests[key]?.(value) ?? true),
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `pick` has checked each member. */
function isConfig(value: unknown): value is Config {
  return isObject(value);
}
