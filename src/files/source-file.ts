// Which files hold source code, by their names.

const SOURCE_FILE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Whether a file holds JavaScript or TypeScript, by its name. */
export function isSourceFile(path: string): boolean {
  return SOURCE_FILE.test(path);
}
