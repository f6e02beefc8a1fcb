/**
 * The roles of a table's parts, spread onto them. To the elements they are redundant, until a narrow screen lays the rows out as cards: some
 * browsers take the roles away with `display: table`.
 */
export const roles = {
  table: { role: 'table' },
  rows: { role: 'rowgroup' },
  row: { role: 'row' },
  column: { role: 'columnheader', scope: 'col' },
  rowName: { role: 'rowheader', scope: 'row' },
  cell: { role: 'cell' },
} as const;
