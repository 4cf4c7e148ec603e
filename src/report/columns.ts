// Aligned columns of text for a terminal.

/**
 * Pads cells to the width of their columns: the first `left` columns are aligned left, the others,
 * which are figures, right.
 */
export function alignColumns(rows: readonly (readonly string[])[], left = 1): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
