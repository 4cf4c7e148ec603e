// How a module specifier names a package, and the two forms in which lists name packages: `name`
// and `@scope/*`.

const packageName = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;
const scopePattern = /^@[\w~-][\w.~-]*\/\*$/;

/**
 * Gets the package that a module specifier names: `sharp` for `sharp/lib/x`, `@scope/pkg` for
 * `@scope/pkg/sub`.
 *
 * @returns undefined for relative and absolute paths, URLs, `node:` and `#` specifiers
 */
export function getPackageName(specifier: string): string | undefined {
  const [first = '', second = ''] = specifier.split('/', 2);
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return packageName.test(name) ? name : undefined;
}

/** Whether this is a package name or an `@scope/*` pattern. */
export function isPackagePattern(pattern: string): boolean {
  return packageName.test(pattern) || scopePattern.test(pattern);
}

/**
 * Gets the `@scope/*` pattern that covers a package, or undefined for a package without a scope.
 */
export function getScopePattern(name: string): string | undefined {
  return name.startsWith('@') ? `${name.slice(0, name.indexOf('/'))}/*` : undefined;
}
