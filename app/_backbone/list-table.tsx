import Link from "next/link";
import type { BackboneEntry, BackboneState } from "#db/derive/backbone-list/entry.ts";
import { featureVolume } from "../_parts/format.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { Table } from "../_table/table.tsx";
import { licenceWords } from "./licence-words.ts";
import styles from "./list.module.css";

const stateWords: Readonly<Record<BackboneState, string>> = {
  printed: "printed in the paper",
  measured: "measured",
  awaiting: "awaits measurement",
};

interface ListTableProperties {
  readonly caption: string;
  readonly entries: readonly BackboneEntry[];
}

/** A line a backbone; on a phone a card. */
export function ListTable({ caption, entries }: ListTableProperties) {
  return (
    <Table caption={caption} isWide isCurrent className={styles.list}>
      <thead>
        <tr>
          <th scope="col">Backbone</th>
          <th scope="col">Pretraining</th>
          <th scope="col">Params</th>
          <th scope="col">GMACs</th>
          <th scope="col">Input</th>
          <th scope="col">Licence of the weights</th>
          <th scope="col">Scores</th>
        </tr>
      </thead>
      <tbody>
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
    <tr>
      <th scope="row">
        <ShapeMark training={training} />
        <Link href={`/backbones/${id}`} prefetch={false}>
          {label}
        </Link>
        <small>{architecture}</small>
      </th>
      <td>
        {objective === "none" ? "untrained" : objective}
        {objective !== "none" && <small>{pretrainingData}</small>}
      </td>
      <td data-name="Params">{entry.parametersMillions.toFixed(1)} M</td>
      <td data-name="GMACs">{gigaMacs === null ? "–" : Number(gigaMacs.toPrecision(3))}</td>
      <td data-name="Input">
        {entry.inputSizePixels} px
        <small>{featureVolume(entry.featureGrid, entry.featureDim)}</small>
      </td>
      <td>
        {licence ?? "not stated"}
        {licence !== null && <small data-use={use.replace(" ", "-")}>{licenceWords(licence)}</small>}
      </td>
      <td>{stateWords[entry.state]}</td>
    </tr>
  );
}
