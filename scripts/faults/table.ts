/** Rows under their heads, aligned. */

export interface Column<Row> {
  readonly head: string;
  readonly of: (row: Row) => string;
  /** Numbers stand on the right. */
  readonly right?: true;
}

/** The table as lines: columns as wide as their widest cell, two spaces between them. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] => {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ of }) => of(row)))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const lines = cells.map((row) =>
    row
      .map((text, column) => text[columns[column]?.right ? 'padStart' : 'padEnd'](widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [lines[0] ?? '', rule, ...lines.slice(1)];
};
