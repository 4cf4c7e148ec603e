// Puts heavy imports and fan-outs into files that other people wrote, made of their own statements.
import { pick, type Random } from '../random.ts';
import type { Material, Place } from './places.ts';
import {
  AWAITING_COLLECTORS,
  AWAITING_USES,
  BODIES,
  CALLBACKS,
  COLLECTORS,
  IMPORTS,
  JOBS,
  LISTS,
  REQUIRES,
  TOP_USES,
  TYPED_CALLBACKS,
  TYPED_IMPORTS,
  USES,
  WRAPPERS,
} from './templates.ts';

const PACKAGES = ['sharp', 'puppeteer', 'typescript', 'playwright', 'jsdom', '@babel/core'];

/** Text that is put in at an offset, or in place of a range. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Makes a mutant of a file: with heavy imports and their uses, with fan-outs, or with both. It need
 * not parse: what is put in may not fit its place.
 */
export function mutate(material: Material, random: Random): string {
  const splices: Splice[] = [];
  const kind = random(10);
  if (random(3) === 0) splices.push(...turnOwn(material, random));
  if (kind < 7)
    for (let left = 1 + random(2); left > 0; left -= 1)
      splices.push(...addImport(material, `heavy${left}`, random));
  if (kind > 4)
    for (let left = 1 + random(2); left > 0; left -= 1)
      splices.push(...addFanOut(material, random));
  return toVariant(applySplices(material.source.text, splices), random);
}

/** Of two splices that overlap, the later one is made; at one place, they stand in their order. */
function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  let last = Infinity;
  const sorted = splices.toSorted((a, b) => a.start - b.start || a.end - b.end).reverse();
  for (const splice of sorted) {
    if (splice.end > last) continue;
    result = result.slice(0, splice.start) + splice.text + result.slice(splice.end);
    last = splice.start;
  }
  return result;
}

/** Without semicolons, with other line ends, a byte order mark, a line for the shell: now and then. */
function toVariant(text: string, random: Random): string {
  const plain = random(6) === 0 ? withoutSemicolons(text) : text;
  const ended = random(12) === 0 ? plain.replaceAll(/\r?\n/g, '\r\n') : plain;
  const shell = random(25) === 0 && !ended.startsWith('#!') ? '#!/usr/bin/env node\n' : '';
  return (random(25) === 0 ? '\uFEFF' : '') + shell + ended;
}

/** With one in front of each line that would continue the one above. */
function withoutSemicolons(text: string): string {
  return text
    .replaceAll(/;(?=[ \t]*\r?\n)/g, '')
    .replaceAll(/(?<=[\w)\]}'"`]\s*\n)([ \t]*)(?=[[(`])/g, '$1;');
}

function addImport(material: Material, fresh: string, random: Random): readonly Splice[] {
  const { isModule, isTypeScript, topLevel, inFunctions, innerNames, source } = material;
  const isOnlyModule = source.path.endsWith('.mjs');
  const isOnlyScript = source.path.endsWith('.cjs');
  const isImport = isOnlyModule || (!isOnlyScript && (isModule ? random(8) > 0 : random(4) === 0));
  const forms = isImport ? (isTypeScript && random(3) === 0 ? TYPED_IMPORTS : IMPORTS) : REQUIRES;
  // A name that the file declares inside hides the import there.
  const name = innerNames.length > 0 && random(3) === 0 ? pick(innerNames, random) : fresh;
  const fill = createFiller(material, random, { N: name, PKG: pick(PACKAGES, random) });
  const top = random(4) === 0 ? pick(topLevel, random) : topLevel[0];
  const splices: Splice[] = [toSplice(top?.offset ?? 0, fill(pick(forms, random)))];
  for (let left = 1 + random(4); left > 0; left -= 1) {
    const operand = random(4) === 0 && getOperand(material, random);
    if (operand) {
      const [start, end] = operand;
      const use = pick([`${name}(IT)`, `(${name}.make(IT))`, name], random);
      const text = use.replace('IT', () => source.text.slice(start, end));
      splices.push({ start, end, text });
      continue;
    }
    const isTop = inFunctions.length === 0 || random(3) === 0;
    const place = pick(isTop ? topLevel : inFunctions, random);
    const uses = isTop && isImport && random(2) === 0 ? TOP_USES : getUses(place, random);
    splices.push(toSplice(place.offset, fill(pick(uses, random))));
  }
  return splices;
}

/** Makes imports of the file heavy, and its own `map` and `forEach` fan-outs. */
function turnOwn({ specifiers, eachCalls }: Material, random: Random): readonly Splice[] {
  const splices: Splice[] = [];
  for (let left = random(3); left > 0 && specifiers.length > 0; left -= 1) {
    const [start, end] = pick(specifiers, random);
    splices.push({ start, end, text: `'${pick(PACKAGES, random)}'` });
  }
  for (let left = random(3); left > 0 && eachCalls.length > 0; left -= 1) {
    const { range, callbackAt, ownerAt, mayWait } = pick(eachCalls, random);
    const insert = (start: number, text: string): unknown =>
      splices.push({ start, end: start, text });
    if (callbackAt !== undefined) insert(callbackAt, 'async ');
    if (random(5) === 0) continue;
    const waits = mayWait || (ownerAt !== undefined && random(4) > 0);
    if (waits && !mayWait && ownerAt !== undefined) insert(ownerAt, 'async ');
    insert(range[0], waits ? '(await Promise.all(' : 'Promise.all(');
    insert(range[1], waits ? '))' : ')');
  }
  return splices;
}

function getUses(place: Place, random: Random): readonly string[] {
  return place.isAsync && random(2) === 0 ? AWAITING_USES : USES;
}

function getOperand({ operands }: Material, random: Random): readonly [number, number] | undefined {
  return operands.length > 0 ? pick(operands, random) : undefined;
}

function addFanOut(material: Material, random: Random): readonly Splice[] {
  const { topLevel, inFunctions } = material;
  const fill = createFiller(material, random, {});
  const isTop = inFunctions.length === 0 || random(3) === 0;
  const place = pick(isTop ? topLevel : inFunctions, random);
  const waits = place.isAsync || (isTop && material.isModule);
  if (!waits || random(3) === 0) {
    if (random(3) === 0) return [toSplice(place.offset, fill(pick(COLLECTORS, random)))];
    const inner = fill(pick(random(4) === 0 ? COLLECTORS : AWAITING_COLLECTORS, random));
    const wrapper = fill(pick(WRAPPERS, random));
    return [
      toSplice(
        place.offset,
        wrapper.replaceAll('INNER', () => inner),
      ),
    ];
  }
  const operand = random(4) === 0 && getOperand(material, random);
  if (operand) {
    const [start, end] = operand;
    return [{ start, end, text: fill('(await Promise.all(JOBS))') }];
  }
  return [toSplice(place.offset, fill(pick(AWAITING_COLLECTORS, random)))];
}

function toSplice(offset: number, text: string): Splice {
  return { start: offset, end: offset, text: `${text}\n` };
}

const HOLE = /\b(?:STMT|EXPR|ID|OLD|BODY|LIST|CALLBACK|JOBS|PKG|N)\b/g;
/** What is filled in holds holes itself; this many times in one another at most. */
const DEEPEST = 4;

/** Makes what fills the words in capitals of a template. */
function createFiller(
  { statements, expressions, innerNames, isTypeScript }: Material,
  random: Random,
  names: Readonly<Record<string, string>>,
): (template: string) => string {
  const choose = (values: readonly string[], otherwise: string): string =>
    values.length > 0 && random(8) > 0 ? pick(values, random) : otherwise;
  const toText = (hole: string): { readonly text: string; readonly hasHoles?: true } => {
    if (hole === 'STMT') return { text: toStatement(choose(statements, 'log(1)')) };
    if (hole === 'EXPR') return { text: choose(expressions, 'xs.length') };
    if (hole === 'BODY') return { text: pick(BODIES, random), hasHoles: true };
    if (hole === 'LIST') return { text: pick(LISTS, random), hasHoles: true };
    if (hole === 'JOBS') return { text: pick(JOBS, random), hasHoles: true };
    const isTyped = isTypeScript && random(3) === 0;
    return { text: pick(isTyped ? TYPED_CALLBACKS : CALLBACKS, random), hasHoles: true };
  };
  const fill = (template: string, own: Readonly<Record<string, string>>, depth = 0): string =>
    template.replaceAll(HOLE, (hole) => {
      const name = own[hole];
      if (name !== undefined) return name;
      const { text, hasHoles } = toText(hole);
      return hasHoles && depth < DEEPEST ? fill(text, own, depth + 1) : text;
    });
  return (template) => {
    const fresh = String(random(10_000));
    return fill(template, { ...names, ID: `id${fresh}`, OLD: choose(innerNames, `old${fresh}`) });
  };
}

/** A statement that may lack its semicolon, and be the body of an `if`. */
function toStatement(text: string): string {
  if (/^(?:async\s|function|class|let|const|@)/.test(text)) return `{ ${text} }`;
  return /[;}]$/.test(text) ? text : `${text};`;
}
