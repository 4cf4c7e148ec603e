// What GitHub knows a line of a file by, however many lines come to stand above it.

const WINDOW = 100;
const BASE = 37n;
/** Ends the text, so that the last lines differ from those of a longer text. */
const END = '\uFFFF';

/**
 * Computes the fingerprint of every line of a file's raw text, the first line's first.
 *
 * They are the values of `primaryLocationLineHash` that GitHub's upload action computes where there
 * are none, and checks where there
 * are some: a polynomial hash, modulo 2^64, of the 100 characters from the start of the line on,
 * without spaces and tabs and
 * with every line break as LF, and how often that hash has come up so far in the file.
 */
export function buildLineFingerprints(rawText: string): readonly string[] {
  const text = rawText.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '') + END;
  const prefixes = buildPrefixHashes(text + '\0'.repeat(WINDOW));
  const power = BigInt.asUintN(64, BASE ** BigInt(WINDOW));
  const counts = new Map<string, number>();
  const fingerprints: string[] = [];
  for (let start = 0; start >= 0; start = getNextStart(text, start)) {
    const hash = BigInt.asUintN(
      64,
      (prefixes[start + WINDOW] ?? 0n) - (prefixes[start] ?? 0n) * power,
    ).toString(16);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    fingerprints.push(`${hash}:${String(count)}`);
  }
  return fingerprints;
}

/**
 * At index n, the hash of the first n characters; the hash of any window follows from two of them.
 */
function buildPrefixHashes(text: string): BigUint64Array {
  const prefixes = new BigUint64Array(text.length + 1);
  let hash = 0n;
  for (let index = 0; index < text.length; index += 1) {
    hash = BigInt.asUintN(64, hash * BASE + BigInt(text.charCodeAt(index)));
    prefixes[index + 1] = hash;
  }
  return prefixes;
}

/** Where the next line starts; -1 when there is none. */
function getNextStart(text: string, start: number): number {
  const lineBreak = text.indexOf('\n', start);
  return lineBreak < 0 ? -1 : lineBreak + 1;
}
