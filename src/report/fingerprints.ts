// The fingerprints by which GitHub recognises a line of a file after lines above it have changed.

const WINDOW = 100;
const BASE = 37n;
/** Ends the text, so that the last lines differ from those of a longer text. */
const END = '\uFFFF';

/**
 * Computes the fingerprint of every line of a file's raw text, in order.
 *
 * They are the values of `primaryLocationLineHash` that GitHub's upload action computes if there
 * are none, and checks if there are: a polynomial hash, modulo 2^64, of the 100 characters from the
 * start of the line, without spaces and tabs and with every line break as LF, and how often that
 * hash has occurred so far in the file.
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
 * Computes the hashes of all prefixes: at index n, that of the first n characters. The hash of any
 * window follows from two of them.
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

/** Gets the start of the next line; -1 if there is none. */
function getNextStart(text: string, start: number): number {
  const lineBreak = text.indexOf('\n', start);
  return lineBreak < 0 ? -1 : lineBreak + 1;
}
