import type { ReactNode } from "react";
import { Table, type TableProperties } from "./table.tsx";

export interface Column<Row> {
  readonly heading: ReactNode;
  /** Where the heading is no text, what tells it from the others. */
  readonly id?: string;
  readonly cell: (row: Row) => ReactNode;
  /** Is it what a row is read out by? Where none says so, the first is. */
  readonly headsRows?: boolean;
}

type Heading = Pick<Column<never>, "heading" | "id">;
const idOf = ({ heading, id }: Heading) => id ?? String(heading);

function Headings({ columns }: { columns: readonly Heading[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={idOf(column)} scope="col">
            {column.heading}
          </th>
        ))}
      </tr>
    </thead>
  );
}

export interface RowsProperties<Row> extends TableProperties {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows of one kind under a heading a column. */
export function DataTable<Row>({ columns, rows, keyOf, ...table }: RowsProperties<Row>) {
  const heading = columns.find(({ headsRows }) => headsRows) ?? columns[0];
  return (
    <Table {...table}>
      <Headings columns={columns} />
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) =>
              column === heading ? (
                <th key={idOf(column)} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={idOf(column)}>{column.cell(row)}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface GroupsProperties<Group, Row> extends TableProperties {
  readonly groups: readonly Group[];
  readonly rowsOf: (group: Group) => readonly Row[];
  /** The group's place in the page, for links to it. */
  readonly placeOf: (group: Group) => string;
  readonly keyOf: (row: Row) => string;
  /** Over all rows of a group; the first one heads it. */
  readonly groupColumns: readonly Column<Group>[];
  readonly columns: readonly Column<Row>[];
}

/** Groups of rows, each headed by what its rows have in common. */
export function GroupedTable<Group, Row>({
  groups,
  rowsOf,
  placeOf,
  keyOf,
  groupColumns,
  columns,
  ...table
}: GroupsProperties<Group, Row>) {
  return (
    <Table {...table}>
      <Headings columns={[...groupColumns, ...columns]} />
      {groups.map((group) => {
        const rows = rowsOf(group);
        return (
          <tbody key={placeOf(group)} id={placeOf(group)}>
            {rows.map((row, index) => (
              <tr key={keyOf(row)}>
                {index === 0 && <GroupCells group={group} columns={groupColumns} rows={rows.length} />}
                {columns.map((column) => (
                  <td key={idOf(column)}>{column.cell(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        );
      })}
    </Table>
  );
}

interface GroupCellsProperties<Group> {
  readonly group: Group;
  readonly columns: readonly Column<Group>[];
  /** How many the cells span. */
  readonly rows: number;
}

function GroupCells<Group>({ group, columns: [first, ...others], rows }: GroupCellsProperties<Group>) {
  return (
    <>
      <th scope="rowgroup" rowSpan={rows}>
        {first?.cell(group)}
      </th>
      {others.map((column) => (
        <td key={idOf(column)} rowSpan={rows}>
          {column.cell(group)}
        </td>
      ))}
    </>
  );
}
