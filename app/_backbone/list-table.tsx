import Link from "next/link";
import type { BackboneEntry, BackboneState } from "#db/derive/backbone-list/entry.ts";
import { featureVolume } from "../_parts/format.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { cardRoles } from "../_table/card-roles.ts";
import { Table } from "../_table/table.tsx";
import { licenceWords } from "./licence-words.ts";
import styles from "./list.module.css";

/** Those that await measurement stand under a heading that says so. */
const stateWords: Readonly<Record<BackboneState, string | null>> = {
  printed: "scores printed in the paper",
  measured: "scores measured",
  awaiting: null,
};

interface ListTableProperties {
  readonly caption: string;
  readonly entries: readonly BackboneEntry[];
}

/** A line a backbone; on a phone a card. */
export function ListTable({ caption, entries }: ListTableProperties) {
  return (
    <Table caption={caption} isWide isCurrent className={styles.list} {...cardRoles.table}>
      <thead>
        <tr>
          <th scope="col">Backbone</th>
          <th scope="col">Pretraining</th>
          <th scope="col">Params</th>
          <th scope="col">GMACs</th>
          <th scope="col">Input</th>
          <th scope="col">Licence of the weights</th>
        </tr>
      </thead>
      <tbody {...cardRoles.body}>
        {entries.map((entry) => (
          <ListRow key={entry.id} entry={entry} />
        ))}
      </tbody>
    </Table>
  );
}

function ListRow({ entry }: { readonly entry: BackboneEntry }) {
  const { id, label, training, architecture, objective, pretrainingData, gigaMacs, licence, use } = entry;
  return (
    <tr {...cardRoles.row}>
      <th {...cardRoles.heading} scope="row">
        <ShapeMark training={training} />
        <Link href={`/backbones/${id}`} prefetch={false}>
          {label}
        </Link>
        <small>{[architecture, stateWords[entry.state]].filter(Boolean).join(", ")}</small>
      </th>
      <td {...cardRoles.cell}>
        {training === "baseline" ? "untrained" : objective}
        {training !== "baseline" && <small>{pretrainingData}</small>}
      </td>
      <td {...cardRoles.cell} data-name="Params">
        {entry.parametersMillions === 0 ? "0" : `${entry.parametersMillions.toFixed(1)} M`}
      </td>
      <td {...cardRoles.cell} data-name="GMACs">
        {gigaMacs === null ? "–" : Number(gigaMacs.toPrecision(3))}
      </td>
      <td {...cardRoles.cell} data-name="Input">
        {entry.inputSizePixels} px
        <small>{featureVolume(entry.featureGrid, entry.featureDim)}</small>
      </td>
      <td {...cardRoles.cell}>
        {licence ?? "not stated"}
        {licence !== null && <small data-use={use.replace(" ", "-")}>{licenceWords(licence)}</small>}
      </td>
    </tr>
  );
}
