import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import './table.css';

export interface Column<R> {
  readonly key: string;
  readonly heading: string;
  readonly cell: (row: R) => ReactNode;
  /** The column that names the row, for screen readers. One a table. */
  readonly names?: boolean;
  /** Figures line up at the end. */
  readonly align?: 'start' | 'end';
}

export interface TableProps<R> {
  readonly caption: string;
  readonly captionHidden?: boolean;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  /** What stands in place of rows when there are none. */
  readonly empty: string;
  /** True where the cells of a row come under each other once there is no room for them side by side, so that nothing scrolls sideways. */
  readonly stacks?: boolean;
}

/** A dense table. Scrolls sideways in its own box rather than making the page do so, unless it stacks. */
export function Table<R>({ caption, captionHidden = false, columns, rows, rowKey, empty, stacks = false }: TableProps<R>) {
  return (
    // A box that scrolls must be reachable by keyboard and have a name (WCAG 2.1.1).
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="table-box" aria-label={caption} tabIndex={0}>
      <table className={classes('table', stacks && 'table--stacking')}>
        <caption className={captionHidden ? 'visually-hidden' : 'table__caption'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align === 'end' ? 'table__end' : undefined}>
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 ? (
            <tr>
              <td colSpan={columns.length} className="quiet">
                {empty}
              </td>
            </tr>
          ) : (
            rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) =>
                  column.names ? (
                    <th key={column.key} scope="row" className={column.align === 'end' ? 'table__end' : undefined}>
                      {column.cell(row)}
                    </th>
                  ) : (
                    <td key={column.key} className={column.align === 'end' ? 'table__end' : undefined}>
                      {column.cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))
          )}
        </tbody>
      </table>
    </section>
  );
}
