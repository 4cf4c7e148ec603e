// Compiles the programs that tests write in the process of the tests: a tsc process for each takes
// a second of CPU.
import { join } from 'node:path';
import ts from 'typescript';

/** Parsed libraries, by the options that affect parsing. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/**
 * Compiles a folder as `tsc -p <folder>` does.
 *
 * @param more - options that override those in `tsconfig.json`
 * @throws Error with the diagnostics in tsc's words; the output is written all the same
 */
export function compile(folder: string, more: ts.CompilerOptions = {}): void {
  const path = join(folder, 'tsconfig.json');
  const read = ts.readConfigFile(path, (name) => ts.sys.readFile(name));
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(
    read.config ?? {},
    ts.sys,
    folder,
    more,
    path,
  );
  const host = createHost({ ...options, configFilePath: path });
  const program = ts.createProgram(fileNames, options, host);
  const diagnostics = [
    ...(read.error ? [read.error] : []),
    ...errors,
    ...ts.getPreEmitDiagnostics(program),
    ...program.emit().diagnostics,
  ];
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, host));
}

function createHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const { target, module, moduleResolution } = options;
  const key = JSON.stringify([target, module, moduleResolution]);
  const parse = host.getSourceFile.bind(host);
  return {
    ...host,
    getSourceFile(path, ...how) {
      if (!/\/node_modules\/(?:typescript|@types)\//.test(path)) return parse(path, ...how);
      const name = `${key} ${path}`;
      if (!libraries.has(name)) libraries.set(name, parse(path, ...how));
      return libraries.get(name);
    },
  };
}
