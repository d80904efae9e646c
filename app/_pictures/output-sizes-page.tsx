import Link from "next/link";
import { taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { Pictured, Sized } from "#db/derive/pictures.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { Choices } from "./choices.tsx";
import { EmptyState } from "./empty-state.tsx";
import type { PicturesProperties } from "./features-page.tsx";
import { Picture } from "./picture.tsx";
import styles from "./pictures.module.css";
import { SizeScores } from "./size-scores.tsx";
import { outputOf, type PictureView, picturePath, sizeWords, tasksOf } from "./view.ts";

interface SizesProperties extends PicturesProperties {
  readonly sized: readonly Sized[];
}

/** Fig. 7: one trained readout, asked for outputs of several sizes. */
export function OutputSizesPage(properties: SizesProperties) {
  const { cohort, view } = properties;
  return (
    <>
      <h1>One readout, several output sizes</h1>
      <p className={styles.lead}>
        The readout answers at any position, so after training it can be asked for more of them, or fewer. The
        backbone and its features stay as they are; nothing is trained anew.
      </p>
      {cohort && view ? <Sizes {...properties} cohort={cohort} view={view} /> : <EmptyState wanted="sizes" />}
    </>
  );
}

function Sizes({
  cohort,
  cohorts,
  pictured,
  sized,
  view,
}: SizesProperties & { cohort: Cohort; view: PictureView }) {
  const rows = pictured.filter(({ document }) => document.task === view.task);
  const scored = sized.filter(({ document }) => document.task === view.task);
  const images = rows[0]?.document.images ?? [];
  const pathOf = (choice: PictureView) => picturePath("/output-sizes", cohort.id, choice);
  return (
    <>
      <CohortLinks
        says="names"
        cohorts={cohorts}
        current={cohort.id}
        pathOf={({ id }) => `/output-sizes/${id}`}
      />
      <p className={styles.lead}>{cohort.caption}</p>
      <Choices
        label="Task"
        choices={tasksOf([...pictured, ...sized]).map((task) => ({
          href: pathOf({ task, image: 0 }),
          label: taskFacts(task).label,
          current: task === view.task,
        }))}
      />
      {scored.length > 0 && <SizeScores scored={scored} />}
      <Choices
        label="Image"
        choices={images.map(({ id }, image) => ({
          href: pathOf({ task: view.task, image }),
          label: id,
          current: image === view.image,
        }))}
      />
      <Predictions rows={rows} id={images[view.image]?.id} />
    </>
  );
}

function Predictions({ rows, id }: { rows: readonly Pictured[]; id: string | undefined }) {
  const first = rows[0]?.document.images.find((image) => image.id === id);
  if (!first) return <p className={styles.lead}>No predictions of this task have been uploaded.</p>;
  return (
    <>
      <section className={styles.row} aria-labelledby="image">
        <h2 id="image">Image and truth</h2>
        <div className={styles.sizes}>
          <Picture picture={first.shown} alt={`Test image ${id}`} caption="Image" />
          <Picture picture={first.truth} alt={`Truth of image ${id}`} caption="Truth" />
        </div>
      </section>
      {rows.map(({ backbone, document }) => (
        <section key={backbone.id} className={styles.row} aria-labelledby={backbone.id}>
          <h2 id={backbone.id}>
            <Link href={`/backbones/${backbone.id}`} prefetch={false}>
              {backbone.label}
            </Link>
          </h2>
          <div className={styles.sizes}>
            {bySize(document.images.find((image) => image.id === id)?.predictions ?? []).map(
              ({ queryGrid, picture, trained }) => (
                <Picture
                  key={picture.file}
                  picture={picture}
                  alt={`Prediction of ${backbone.label} at ${sizeWords(outputOf(queryGrid))} pixels, image ${id}`}
                  caption={`${sizeWords(outputOf(queryGrid))}${trained ? ", as trained" : ""}`}
                />
              ),
            )}
          </div>
        </section>
      ))}
    </>
  );
}

/** Coarse to fine; the first of the list is that of training. */
function bySize(predictions: Pictured["document"]["images"][number]["predictions"]) {
  return predictions
    .map((prediction, place) => ({ ...prediction, trained: place === 0 }))
    .sort((a, b) => a.queryGrid[0] * a.queryGrid[1] - b.queryGrid[0] * b.queryGrid[1]);
}
