import Link from "next/link";
import { imageChoices, mainMetricOf, metricFacts, taskFacts } from "#contract";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { Pictured } from "#db/derive/pictures.ts";
import { sentence } from "../_parts/format.ts";
import { unitSigns } from "../_parts/units.ts";
import { ClassLegend, ColourLegend } from "./legend.tsx";
import { Picture } from "./picture.tsx";
import styles from "./pictures.module.css";
import { imageShape } from "./shape.ts";
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

type Image = Compared["document"]["images"][number];

/** Images that all show, spread over the test set; of one backbone, then those chosen by their own score. */
function ComparedImages({ compared }: { compared: readonly Compared[] }) {
  const [first, ...others] = compared;
  if (!first) return null;
  const { images, colours, task } = first.document;
  const isShared = ({ id }: Image) =>
    others.every(({ document }) => document.images.some((image) => image.id === id));
  const spread = images.filter((image) => (others.length > 0 ? isShared(image) : !image.chosen));
  const chosen =
    others.length > 0 ? [] : imageChoices.flatMap((as) => images.filter((image) => image.chosen?.as === as));
  return (
    <>
      <ColourLegend colours={colours} />
      {(spread.length > 0 ? spread : others.length > 0 ? images : []).map((image) => (
        <ImageRow key={image.id} image={image} compared={compared} />
      ))}
      {chosen.length > 0 && (
        <>
          <h4 className={styles.chosen}>Worst, median and best test images</h4>
          <p className={styles.legendWords}>
            By each test image’s own {mainMetricOf(task).name}: of all images on which it is defined, the
            first, the middle and the last.
          </p>
          {chosen.map((image) => (
            <ImageRow key={image.id} image={image} compared={compared} />
          ))}
        </>
      )}
    </>
  );
}

/** "Image 000042, worst: 12.3 %". */
function imageCaption({ id, chosen }: Image): string {
  if (!chosen) return `Image ${id}`;
  const { digits, unit } = metricFacts(chosen.metric);
  const score = `${chosen.value.toFixed(digits)} ${unitSigns[unit]}`.trim();
  return `${sentence(chosen.as)}: ${score}. Image ${id}`;
}

/** An image, its truth, then features and prediction of each; of several, prediction below features. */
function ImageRow({ image, compared }: { image: Image; compared: readonly Compared[] }) {
  const { id, shown, truth } = image;
  const own = compared.flatMap(({ label, document }) => {
    const found = document.images.find((one) => one.id === id);
    return found ? [{ label, document, image: found }] : [];
  });
  const [first] = own;
  if (!first) return null;
  const shape = imageShape(first.document);
  return (
    <>
      <div className={compared.length > 1 ? styles.pairs : styles.sizes}>
        <Picture picture={shown} shape={shape} alt={`Test image ${id}`} caption={imageCaption(image)} />
        <Picture picture={truth} shape={shape} alt={`Truth of image ${id}`} caption="Truth" />
        {own.map(({ label, image: { features, predictions } }) => {
          const captioned = (what: string) => (label ? `${label}, ${what}` : sentence(what));
          const [prediction] = predictions;
          return [
            <Picture
              key={`${label} features`}
              picture={features}
              shape={shape}
              alt={captioned(`features of image ${id}`)}
              caption={captioned("features")}
            />,
            prediction && (
              <Picture
                key={`${label} prediction`}
                picture={prediction.picture}
                shape={shape}
                alt={captioned(`prediction of image ${id}`)}
                caption={captioned("prediction")}
              />
            ),
          ];
        })}
      </div>
      <ClassLegend
        task={first.document.task}
        classes={own.map((one) => one.image.classes ?? [])}
        hasTruth={truth !== null}
      />
    </>
  );
}
