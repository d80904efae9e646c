import { listEntries } from "#db/read/queries.ts";
import styles from "./backbone.module.css";
import { ListViewer } from "./list-viewer.tsx";

export async function BackboneList() {
  const entries = await listEntries();
  const measured = entries.filter(({ state }) => state !== "awaiting").length;
  return (
    <>
      <h1>Backbones</h1>
      <p className={styles.lead}>
        {measured} with printed or measured scores, and {entries.length - measured} that the evaluator builds
        and that await measurement. Each has a page: how to load it, what it may be used for, what it costs
        and scores.
      </p>
      <ListViewer entries={entries} />
    </>
  );
}
