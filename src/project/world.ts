// What surrounds the files of a project, as hashes: whoever keeps something that hangs on it compares them.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfThere } from './read-if-there.ts';

/** Which files there are, and what configures them. */
export interface World {
  readonly files: string;
  readonly settings: string;
}

/** Everything besides the texts that decides what specifiers mean: which files there are, manifests, compiler options, what is installed. */
export function describeWorld(root: string, files: readonly string[]): World {
  const list = createHash('sha1');
  const hash = createHash('sha1');
  const folders = new Set<string>();
  for (const file of files) {
    list.update(`${file}\n`);
    for (let at = dirname(file); !folders.has(at); at = dirname(at)) folders.add(at);
  }
  for (let at = root; !folders.has(at); at = dirname(at)) folders.add(at);
  for (const folder of [...folders].sort()) {
    for (const name of readNames(folder)) {
      const path = join(folder, name);
      if (name === 'node_modules') {
        const installed = readNames(path).filter((one) => one !== '.cache');
        if (installed.length === 0) continue;
        const states = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity'].map((state) => statSync(join(path, state), { throwIfNoEntry: false })?.mtimeMs);
        hash.update(`${path} ${installed.join()} ${states.join()} ${listMeasured(path).join()}\n`);
      } else if (/^(?:(?:ts|js)config.*\.json|package\.json|pnpm-workspace\.yaml|lerna\.json)$/.test(name)) {
        hash.update(`${path}\n${readIfThere(path) ?? ''}\n`);
      }
    }
  }
  return { files: list.digest('hex'), settings: hash.digest('hex') };
}

/** What `ballast measure --package` has kept, with the times: it decides what is heavy. */
function listMeasured(modules: string): readonly string[] {
  const folder = join(modules, '.cache/ballast');
  return readNames(folder).filter((name) => name.startsWith('import-')).map((name) => `${name} ${String(statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs)}`);
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
