// Adds packages that new code imports to the nearest `package.json`, in the layout of that file.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackageRequirement } from '../checks/define-check.ts';
import { toRawText, toSourceText } from '../text/source-text.ts';
import { addMember, readMembers } from '../files/edit-json.ts';
import { findManifestFolder } from '../files/manifest.ts';
import { UsageError } from '../files/usage-error.ts';
import type { Write } from '../files/write-all.ts';

/** The fields whose packages are installed when the code runs. */
const FIELDS = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Adds to `writes` the change of the `package.json` that a file belongs to. A change of the same
 * `package.json` that is there already is extended.
 * @param path absolute path of the file whose new code needs the packages
 * @throws UsageError for a `package.json` that is not valid JSON
 */
export function addRequirements(
  path: string,
  requires: readonly PackageRequirement[],
  writes: Write[],
): void {
  if (requires.length === 0) return;
  const manifest = findManifest(dirname(path));
  if (manifest === undefined) return;
  const pending = writes.findIndex((write) => write.path === manifest);
  const raw = writes[pending]?.text ?? readFileSync(manifest, 'utf8');
  const source = toSourceText(manifest, raw);
  const known = new Set(
    FIELDS.flatMap((field) => Object.keys(toObject(parse(manifest, source.text)[field]))),
  );
  const missing = requires.filter(({ name }) => !known.has(name));
  if (missing.length === 0) return;
  const text = toRawText(source, missing.reduce(addDependency, source.text));
  if (pending >= 0) writes[pending] = { ...writes[pending], path: manifest, text };
  else writes.push({ path: manifest, text, expected: raw });
}

/** A manifest with nothing but `"type": "module"` belongs to the package around it. */
function findManifest(directory: string): string | undefined {
  const folder = findManifestFolder(directory);
  if (folder === undefined) return undefined;
  const path = join(folder, 'package.json');
  const isMarker = Object.keys(
    parse(path, toSourceText(path, readFileSync(path, 'utf8')).text),
  ).every((key) => key === 'type');
  return (
    (isMarker && dirname(folder) !== folder ? findManifest(dirname(folder)) : undefined) ?? path
  );
}

function addDependency(text: string, { name, range }: PackageRequirement): string {
  const members = readMembers(text, text.indexOf('{'));
  const dependencies = members.find(({ key }) => key === 'dependencies');
  if (dependencies && text.charAt(dependencies.valueStart) !== '{')
    throw new UsageError(
      'The `dependencies` of package.json are no object, so nothing can be added to them. Make them one.',
    );
  if (dependencies) return addMember(text, dependencies.valueStart, name, JSON.stringify(range));
  const next = members.find(({ key }) => /^(?:dev|peer|optional)Dependencies/.test(key));
  const withField = addMember(text, text.indexOf('{'), 'dependencies', '{}', next?.key);
  return addDependency(withField, { name, range });
}

function parse(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return toObject(JSON.parse(text));
  } catch {
    throw new UsageError(
      `\`${path}\` is not valid JSON, so no package can be added to it. Nothing was changed. Fix it first.`,
    );
  }
}

function toObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
