import Link from "next/link";
import { taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { Pictured } from "#db/derive/pictures.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { featureVolume } from "../_parts/format.ts";
import { Choices } from "./choices.tsx";
import { EmptyState } from "./empty-state.tsx";
import { Picture } from "./picture.tsx";
import styles from "./pictures.module.css";
import { type PictureView, picturePath, tasksOf } from "./view.ts";

export interface PicturesProperties {
  /** null: none has pictures. */
  readonly cohort: Cohort | null;
  readonly cohorts: readonly Cohort[];
  readonly pictured: readonly Pictured[];
  readonly view: PictureView | null;
}

/** Fig. 10: backbones by images, features as colours. */
export function FeaturesPage({ cohort, cohorts, pictured, view }: PicturesProperties) {
  return (
    <>
      <h1>What features look like</h1>
      <p className={styles.lead}>
        A backbone’s features have hundreds of channels. Here their three principal components stand as red,
        green and blue, fitted for each backbone on all images shown: within a row, like colours are like
        features. Colours of different rows do not compare.
      </p>
      {cohort && view ? (
        <Features cohort={cohort} cohorts={cohorts} pictured={pictured} view={view} />
      ) : (
        <EmptyState wanted="features" />
      )}
    </>
  );
}

function Features({
  cohort,
  cohorts,
  pictured,
  view,
}: PicturesProperties & { cohort: Cohort; view: PictureView }) {
  const rows = pictured.filter(({ document }) => document.task === view.task);
  const images = rows[0]?.document.images ?? [];
  const columns = { gridTemplateColumns: `repeat(${images.length}, minmax(0, 11rem))` };
  return (
    <>
      <CohortLinks
        says="names"
        cohorts={cohorts}
        current={cohort.id}
        pathOf={({ id }) => `/features/${id}`}
      />
      <p className={styles.lead}>{cohort.caption}</p>
      <Choices
        label="Images of"
        choices={tasksOf(pictured).map((task) => ({
          href: picturePath("/features", cohort.id, { task, image: 0 }),
          label: taskFacts(task).label,
          current: task === view.task,
        }))}
      />
      <section className={styles.row} aria-labelledby="images">
        <h2 id="images">Images</h2>
        <div className={styles.strip} style={columns}>
          {images.map(({ id, shown }) => (
            <Picture key={id} picture={shown} alt={`Test image ${id}`} caption={id} />
          ))}
        </div>
      </section>
      {rows.map(({ backbone, document }) => (
        <section key={backbone.id} className={styles.row} aria-labelledby={backbone.id}>
          <h2 id={backbone.id}>
            <Link href={`/backbones/${backbone.id}`} prefetch={false}>
              {backbone.label}
            </Link>
            <small>
              {featureVolume(backbone.featureGrid, backbone.featureDim)},{" "}
              {document.featureVariance.map((share) => Math.round(100 * share)).join(" + ")} % of the variance
            </small>
          </h2>
          <div className={styles.strip} style={columns}>
            {images.map(({ id }) => {
              const own = document.images.find((image) => image.id === id);
              if (!own) return <p key={id}>no picture</p>;
              return (
                <Picture key={id} picture={own.features} alt={`Features of ${backbone.label}, image ${id}`} />
              );
            })}
          </div>
        </section>
      ))}
    </>
  );
}
