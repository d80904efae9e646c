import Link from "next/link";
import type { BackboneFacts } from "#db/derive/board/backbone-facts.ts";
import { trainingOf, trainings } from "#db/derive/board-view/training.ts";
import { awaitingBackbones, listBackbones } from "#db/read/queries.ts";
import { featureVolume } from "../_parts/format.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { type Column, DataTable } from "../_table/data-table.tsx";
import { AwaitingList } from "./awaiting-list.tsx";
import styles from "./backbone.module.css";

const columns: readonly Column<BackboneFacts>[] = [
  {
    heading: "Backbone",
    cell: ({ id, label }) => (
      <Link href={`/backbones/${id}`} prefetch={false}>
        {label}
      </Link>
    ),
  },
  { heading: "Objective", cell: ({ objective }) => objective },
  { heading: "Architecture", cell: ({ architecture }) => architecture },
  { heading: "Pretraining data", cell: ({ pretrainingData }) => pretrainingData },
  { heading: "Parameters", cell: ({ parametersMillions }) => `${parametersMillions.toFixed(1)} M` },
  { heading: "Input", cell: ({ inputSizePixels }) => `${inputSizePixels} px` },
  { heading: "Features", cell: ({ featureGrid, featureDim }) => featureVolume(featureGrid, featureDim) },
];

export async function BackboneList() {
  const [backbones, awaiting] = await Promise.all([listBackbones(), awaitingBackbones()]);
  return (
    <>
      <h1>Backbones</h1>
      <p className={styles.lead}>
        Every backbone with a printed or measured result, by how it was trained, then those that await
        measurement. A page each: what it is, its scores on every board, and where each number comes from.
      </p>
      {trainings.map((training) => {
        const members = backbones.filter((backbone) => trainingOf(backbone.category) === training.id);
        if (members.length === 0) return null;
        return (
          <section key={training.id} className={styles.board} aria-labelledby={training.id}>
            <h2 id={training.id}>
              <ShapeMark training={training.id} /> {training.label}
            </h2>
            <DataTable
              caption={`${training.label} backbones`}
              isWide
              leastWidth="46rem"
              rows={members}
              keyOf={({ id }) => id}
              columns={columns}
            />
          </section>
        );
      })}
      <AwaitingList awaiting={awaiting} />
    </>
  );
}
