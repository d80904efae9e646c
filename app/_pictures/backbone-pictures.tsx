import Link from "next/link";
import { taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { Pictured } from "#db/derive/pictures.ts";
import { sentence } from "../_parts/format.ts";
import { Picture } from "./picture.tsx";
import styles from "./pictures.module.css";
import { picturePath } from "./view.ts";

/** Pictures of some backbones, grouped by cohort. */
export interface CohortPictures {
  readonly cohort: Cohort;
  readonly pictured: readonly Pictured[];
}

/** One backbone's features, predictions and masks, task by task. */
export function BackbonePictures({ pictures }: { pictures: readonly CohortPictures[] }) {
  if (pictures.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="pictures">
      <h2 id="pictures">Pictures</h2>
      {pictures.map(({ cohort, pictured }) => (
        <div key={cohort.id}>
          <p className={styles.lead}>{cohort.title}. Features stand as their three principal components.</p>
          {pictured.map(({ document }, index) => (
            <details key={document.result} open={index === 0} className={styles.task}>
              <summary>
                <h3>{taskFacts(document.task).label}</h3>
              </summary>
              <ComparedImages compared={[{ label: "", document }]} />
              <p>
                <Link
                  href={picturePath("/output-sizes", cohort.id, { task: document.task, image: 0 })}
                  prefetch={false}
                >
                  Predictions at other output sizes
                </Link>
              </p>
            </details>
          ))}
        </div>
      ))}
    </section>
  );
}

/** The compared backbones' features and predictions of the same images, task by task. */
export function ComparedPictures({
  pictured,
  ids,
}: {
  pictured: readonly Pictured[];
  ids: readonly string[];
}) {
  const of = (id: string) => pictured.filter(({ backbone }) => backbone.id === id);
  const tasks = [...new Set(ids.flatMap((id) => of(id).map(({ document }) => document.task)))];
  if (tasks.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="pictures">
      <h2 id="pictures">On the same images</h2>
      <p className={styles.lead}>
        Features stand as their three principal components, whose colours compare within one backbone only.
      </p>
      {tasks.map((task, index) => (
        <details key={task} open={index === 0} className={styles.task}>
          <summary>
            <h3>{taskFacts(task).label}</h3>
          </summary>
          <ComparedImages
            compared={ids
              .flatMap(of)
              .filter(({ document }) => document.task === task)
              .map(({ backbone, document }) => ({ label: backbone.label, document }))}
          />
        </details>
      ))}
    </section>
  );
}

interface Compared {
  /** Empty where there is only one. */
  readonly label: string;
  readonly document: Pictured["document"];
}

/** An image, its truth, then features and prediction of each; of several, prediction below features. */
function ComparedImages({ compared }: { compared: readonly Compared[] }) {
  const images = compared[0]?.document.images ?? [];
  return images.map(({ id, shown, truth }) => (
    <div key={id} className={compared.length > 1 ? styles.pairs : styles.sizes}>
      <Picture picture={shown} alt={`Test image ${id}`} caption={`Image ${id}`} />
      <Picture picture={truth} alt={`Truth of image ${id}`} caption="Truth" />
      {compared.map(({ label, document }) => {
        const own = document.images.find((image) => image.id === id);
        if (!own) return null;
        const captioned = (what: string) => (label ? `${label}, ${what}` : sentence(what));
        const [prediction] = own.predictions;
        return [
          <Picture
            key={`${label} features`}
            picture={own.features}
            alt={captioned(`features of image ${id}`)}
            caption={captioned("features")}
          />,
          prediction && (
            <Picture
              key={`${label} prediction`}
              picture={prediction.picture}
              alt={captioned(`prediction of image ${id}`)}
              caption={captioned("prediction")}
            />
          ),
        ];
      })}
    </div>
  ));
}
