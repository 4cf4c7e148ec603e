// Compiles texts that stand in no file.
import ts from 'typescript';

/**
 * Makes a program of texts, over what the disk holds besides.
 * @param texts by absolute path, in folders that exist
 * @param roots the paths to compile; all by default
 */
export function compileTexts(
  texts: ReadonlyMap<string, string>,
  options: ts.CompilerOptions,
  roots: readonly string[] = [...texts.keys()],
): ts.Program {
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, language, onError) => {
    const text = texts.get(path);
    return text === undefined
      ? getSourceFile(path, language, onError)
      : ts.createSourceFile(path, text, language);
  };
  return ts.createProgram(roots, options, host);
}

/** The type errors of one text of a program, in words. */
export function getTypeErrors(program: ts.Program, path: string): readonly string[] {
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
