import Link from "next/link";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import { commercialUse } from "#db/derive/licence-use.ts";
import type { BackbonePage } from "#db/read/results.ts";
import { featureVolume, sentence } from "../_parts/format.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import styles from "./card.module.css";
import { licenceWords } from "./licence-words.ts";

/** What it is in a sentence, and what it may be used for. */
export function CardHead({ page: { backbone, boards, results, history } }: { readonly page: BackbonePage }) {
  const { label, licence, category, manifest } = backbone;
  const training = trainingOf(category);
  const isMeasured = results.some(({ standing }) => standing === "accepted");
  return (
    <header className={styles.head}>
      <p className={styles.kicker}>
        <Link href="/backbones" prefetch={false}>
          Backbones
        </Link>
        <span>
          <ShapeMark training={training} /> {trainingFacts(training).label}
        </span>
      </p>
      <h1>{label}</h1>
      <p className={styles.what}>{whatItIs(backbone)}</p>
      <ul className={styles.badges}>
        {licence && (
          <li data-use={commercialUse(licence).replace(" ", "-")}>
            <b>{sentence(licenceWords(licence))}</b> {licence}
          </li>
        )}
        {!isMeasured && <li>Awaiting measurement</li>}
        {manifest?.weights && backbone.probe === "not-probed" && (
          <li>Not compared with its own library yet</li>
        )}
        {backbone.leak === "yes" && <li>Pretraining used images of a benchmark’s data set</li>}
      </ul>
      <p className={`${styles.links} no-print`}>
        {backbone.paper && (
          <a href={backbone.paper} rel="noreferrer">
            Its paper
          </a>
        )}
        <a href="#scores">Scores</a>
        {history.length > 0 && <a href="#history">What changed</a>}
        {boards.length > 0 && <a href="#badge">Badge</a>}
        <a href={`/api/v1/backbones/${backbone.id}`}>All of this as JSON</a>
      </p>
    </header>
  );
}

/** "ViT-B; objective: reconstruction; data: ImageNet. 85.8 million parameters; 224 × 224 pixels to 14 × 14 × 768 features." */
function whatItIs(backbone: BackbonePage["backbone"]): string {
  const { architecture, objective, pretrainingData, parametersMillions, inputSizePixels: side } = backbone;
  const trained =
    trainingOf(backbone.category) === "baseline"
      ? "untrained"
      : `objective: ${objective}; data: ${pretrainingData}`;
  const features = featureVolume(backbone.featureGrid, backbone.featureDim);
  return `${architecture}; ${trained}. ${parametersMillions.toFixed(1)} million parameters; ${side} × ${side} pixels to ${features} features.`;
}
