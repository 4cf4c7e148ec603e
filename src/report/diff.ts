// The changes of a rewrite as a unified diff.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { toRawText } from '../text/source-text.ts';
import type { Colors } from './colors.ts';
import type { FileFix } from '../model/report.ts';

/**
 * Formats the unified diff of a rewritten file with three lines of context, as `git apply` takes
 * it; empty if nothing changes. It compares the bytes on disk: with the byte order mark and the
 * file's own line endings.
 */
export function formatDiff(file: FileFix): string {
  const { source, output, label } = file;
  if (output === source.text) return '';
  const before = toRawText(source, source.text);
  const after = toRawText(source, output);
  return createTwoFilesPatch(`a/${label}`, `b/${label}`, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** Colours a unified diff as git does. */
export function colorDiff(diff: string, colors: Colors): string {
  if (!colors.isColorSupported) return diff;
  let isHeader = true;
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('@@')) {
        isHeader = false;
        return line.replace(/^@@.*?@@/, (range) => colors.cyan(range));
      }
      if (isHeader) return line === '' ? line : colors.bold(line);
      if (line.startsWith('-')) return colors.red(line);
      return line.startsWith('+') ? colors.green(line) : line;
    })
    .join('\n');
}
