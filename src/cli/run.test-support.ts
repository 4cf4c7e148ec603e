// Runs the built command as a user does.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as, for an administrator. */
  readonly uid?: number;
}

/** Variables of the tests' own surroundings that would change what the command does. */
const LEFT_OUT = ['CI', 'FORCE_COLOR', 'NO_COLOR', 'NODE_OPTIONS', 'NODE_V8_COVERAGE', 'VITEST'];

/** Runs `ballast` in a folder. */
export function runBallast(
  cwd: string,
  args: readonly string[],
  { env, uid }: RunOptions = {},
): Promise<Run> {
  return new Promise((done, fail) => {
    const own = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !LEFT_OUT.includes(name)),
    );
    const child = spawn(process.execPath, [COMMAND, ...args], {
      cwd,
      env: { ...own, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', fail).on('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A file with one finding, which can be rewritten. */
export const HEAVY = `import sharp from 'sharp';

export async function toWebp(path: string) {
  return sharp(path).webp().toBuffer();
}
`;

/** {@link HEAVY} after the rewrite, for a file that runs as an ES module. */
export const LIGHT = `export async function toWebp(path: string) {
  const sharp = (await import('sharp')).default;
  return sharp(path).webp().toBuffer();
}
`;

/** A package whose files are ES modules. */
export const MANIFEST = '{ "name": "user", "type": "module" }\n';
