// Derives the type of a result array from type annotations, as text.
import type { FanOutFact } from '../../syntax/fan-out/facts.ts';
import type { CallbackShapeFact } from '../../syntax/fan-out/sites/site-facts.ts';

/** The type of the array that receives the results. */
export interface HolderType {
  /** The annotation; absent if TypeScript can infer the type from what is pushed. */
  readonly annotation?: string;
  /** The pairs that are pushed need an `as const`. */
  readonly isOfPairs?: true;
  /** The array can be declared under the final name of the results. */
  readonly isExact: boolean;
}

/** The type of the result array; `unknown` if it depends on where the results are used. */
export function getHolderType(
  fact: FanOutFact,
  callback: CallbackShapeFact,
  isTypeScript: boolean,
): HolderType | 'unknown' {
  if (!isTypeScript) return { isExact: true };
  const { site, collector } = fact;
  if (site.resultType !== undefined && !site.then) {
    const array = getMutableArray(site.resultType);
    if (array !== undefined) return { annotation: array, isExact: array === site.resultType };
    return /^(?:any|unknown|void)$/.test(site.resultType.trim()) ? { isExact: false } : 'unknown';
  }
  const { last } = callback;
  if (site.arePairs && last?.isPair && callback.exits.length === 0 && !callback.returnType)
    return { isExact: true, isOfPairs: true };
  if (
    site.isTypedFromOutside &&
    !site.then &&
    (last?.isObject || last?.isArray || (last === undefined && !callback.isConcise))
  )
    return 'unknown';
  if (collector.kind === 'allSettled') return { isExact: true };
  const { returnType } = callback;
  if (returnType === undefined) return { isExact: true };
  // async (x): Promise<User> => …
  const element = /^Promise<([^]+)>$/.exec(returnType.trim())?.[1];
  if (element === undefined) return 'unknown';
  return {
    annotation: /^[\w$.]+(?:<[^|&]*>)?$/.test(element) ? `${element}[]` : `(${element})[]`,
    isExact: true,
  };
}

/** `Promise<T>[]` and `Array<Promise<T>>` as `T[]`. */
export function getElementType(type: string): string | undefined {
  const element =
    /^Promise<([^]+)>\[\]$/.exec(type.trim())?.[1] ??
    /^Array<\s*Promise<([^]+)>\s*>$/.exec(type.trim())?.[1];
  if (element === undefined) return undefined;
  if (element.includes('>') && !element.includes('<')) return undefined;
  return /^[\w$.]+(?:<[\w$.,\s]*>)?$/.test(element) ? `${element}[]` : `(${element})[]`;
}

/** `readonly T[]` and `ReadonlyArray<T>` can't be pushed to. */
function getMutableArray(type: string): string | undefined {
  const text = type.trim().replace(/^readonly\s+/, '');
  if (/^[^|&]*\[\]$|^\([^]*\)\[\]$/.test(text) && !text.startsWith('[')) return text;
  const generic = /^(?:Readonly)?Array<([^]+)>$/.exec(text)?.[1];
  return generic === undefined ? undefined : `Array<${generic}>`;
}
