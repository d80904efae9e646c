/** On a phone the stylesheet makes cards of a table, which some browsers take for one only where they are told. */
export const cardRoles = {
  table: { role: "table" },
  body: { role: "rowgroup" },
  row: { role: "row" },
  heading: { role: "rowheader" },
  cell: { role: "cell" },
} as const;
