import Link from "next/link";
import { trainingOf } from "#db/derive/board-view/training.ts";
import type { AwaitingBackbone } from "#db/read/results.ts";
import { featureVolume } from "../_parts/format.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { type Column, DataTable } from "../_table/data-table.tsx";
import styles from "./backbone.module.css";
import { licenceWords } from "./licence-words.ts";

const columns: readonly Column<AwaitingBackbone>[] = [
  {
    heading: "Backbone",
    cell: ({ backbone: { id, label, category } }) => (
      <>
        <ShapeMark training={trainingOf(category)} />{" "}
        <Link href={`/backbones/${id}`} prefetch={false}>
          {label}
        </Link>
      </>
    ),
  },
  { heading: "Architecture", cell: ({ backbone }) => backbone.architecture },
  {
    heading: "Licence of the weights",
    cell: ({ backbone: { licence } }) => {
      const words = licence && licenceWords(licence);
      return words ? `${licence}, ${words}` : licence;
    },
  },
  { heading: "Parameters", cell: ({ backbone }) => `${backbone.parametersMillions.toFixed(1)} M` },
  { heading: "GMACs", cell: ({ cost }) => (cost ? (cost.macs / 1e9).toPrecision(3) : "not counted") },
  { heading: "Input", cell: ({ backbone }) => `${backbone.inputSizePixels} px` },
  {
    heading: "Features",
    cell: ({ backbone: { featureGrid, featureDim } }) => featureVolume(featureGrid, featureDim),
  },
];

export const awaitingPlace = "awaiting-measurement";

/** Backbones of which only the manifest is here. */
export function AwaitingList({ awaiting }: { awaiting: readonly AwaitingBackbone[] }) {
  if (awaiting.length === 0) return null;
  return (
    <section className={styles.board} aria-labelledby={awaitingPlace}>
      <header>
        <h2 id={awaitingPlace}>Awaiting measurement</h2>
        <p>
          The evaluator builds these, and no result of them counts yet. None is in the paper. GMACs are
          billions of multiply-adds for one image at the backbone’s own input size.
        </p>
      </header>
      <DataTable
        caption="Backbones that await measurement"
        isWide
        leastWidth="50rem"
        rows={awaiting}
        keyOf={({ backbone }) => backbone.id}
        columns={columns}
      />
    </section>
  );
}
