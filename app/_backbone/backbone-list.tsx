import Link from "next/link";
import { trainingOf, trainings } from "#db/derive/board-view/training.ts";
import { listBackbones } from "#db/read/queries.ts";
import { featureVolume } from "../_parts/format.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import styles from "./backbone.module.css";

export async function BackboneList() {
  const backbones = await listBackbones();
  return (
    <>
      <h1>Backbones</h1>
      <p className={styles.lead}>
        Every backbone with a printed or measured result, by how it was trained. A page each: what it is, its
        scores on every board, and where each number comes from.
      </p>
      {trainings.map((training) => {
        const members = backbones.filter((backbone) => trainingOf(backbone.category) === training.id);
        if (members.length === 0) return null;
        return (
          <section key={training.id} className={styles.board} aria-labelledby={training.id}>
            <h2 id={training.id}>
              <ShapeMark training={training.id} /> {training.label}
            </h2>
            <ScrollRegion label={`${training.label} backbones`} className={styles.scroller}>
              <table className={styles.list}>
                <thead>
                  <tr>
                    <th scope="col">Backbone</th>
                    <th scope="col">Objective</th>
                    <th scope="col">Architecture</th>
                    <th scope="col">Pretraining data</th>
                    <th scope="col">Parameters</th>
                    <th scope="col">Input</th>
                    <th scope="col">Features</th>
                  </tr>
                </thead>
                <tbody>
                  {members.map((backbone) => (
                    <tr key={backbone.id}>
                      <th scope="row">
                        <Link href={`/backbones/${backbone.id}`} prefetch={false}>
                          {backbone.label}
                        </Link>
                      </th>
                      <td>{backbone.objective}</td>
                      <td>{backbone.architecture}</td>
                      <td>{backbone.pretrainingData}</td>
                      <td>{backbone.parametersMillions.toFixed(1)} M</td>
                      <td>{backbone.inputSizePixels} px</td>
                      <td>{featureVolume(backbone.featureGrid, backbone.featureDim)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
          </section>
        );
      })}
    </>
  );
}
