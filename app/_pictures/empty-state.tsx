import { Command } from "../_parts/program.tsx";
import styles from "./pictures.module.css";

const commands = {
  features:
    "npx evaluator artefacts results/*.json --choose worst,median,best --data /data/VOC --out results",
  sizes: "npx evaluator sizes results/*.voc2012.*.json --data /data/VOC --out results",
} as const;

/** What stands where nothing has been uploaded yet: how it is made, and what is not here. */
export function EmptyState({ wanted }: { wanted: "features" | "sizes" }) {
  const lines =
    wanted === "features"
      ? [commands.features, upload("results/artefacts/*.artefacts.json")]
      : [
          commands.features,
          commands.sizes,
          upload("results/artefacts/*.artefacts.json results/output-sizes/*.json"),
        ];
  return (
    <section className={styles.emptyState} aria-labelledby="none">
      <div aria-hidden="true" className={styles.blank}>
        {Array.from({ length: 12 }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: twelve equal cells that never change
          <i key={place} />
        ))}
      </div>
      <h2 id="none">None has been uploaded to this site yet</h2>
      <p>
        Pictures are made from finished results, by the machine that measured them. Two things are needed: the
        result bundles with their trained readouts beside them, and the data they were measured on.
      </p>
      <Command text={lines.join("\n\n")} what="the commands" />
      <p>The pictures in the paper are not reproduced here: they belong to the paper.</p>
    </section>
  );
}

const upload = (files: string) =>
  `npx evaluator upload ${files} \\\n    --site https://this.site --token-file token`;
