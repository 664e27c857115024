import type { ReactNode } from 'react';

import styles from './Table.module.css';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** The column that names the row, one of figures, or of what can be done. */
  readonly look?: 'main' | 'number' | 'actions';
  /** Left out where there is little room. */
  readonly secondary?: boolean;
}

interface TableProps<Row> {
  /** What the table lists, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows of one kind. A link with `data-row` in the main column is as large as its row. */
export function Table<Row>({ caption, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <caption className={styles['caption']}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classes(column)}>
                {column.look === 'actions' ? <span className={styles['hidden']}>{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.name} className={classes(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classes({ look, secondary }: { look?: string; secondary?: boolean }): string {
  return [look && styles[look], secondary && styles['secondary']].filter(Boolean).join(' ');
}

/** What stands in a row's main cell where there is no room for a column of its own. */
export function InsteadOfColumns({ children }: { children: ReactNode }) {
  return <span className={styles['instead']}>{children}</span>;
}
