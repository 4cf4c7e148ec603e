// The version of this package; cached results are valid for one version only.
import { createRequire } from 'node:module';

/** For example `ballast 1.2.3`. */
export function getOwnVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('eslint-plugin-ballast/package.json');
  return `ballast ${typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '0.0.0'}`;
}
