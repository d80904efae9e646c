import { listEntries } from "#db/read/queries.ts";
import { InView } from "../_parts/in-view.tsx";
import styles from "./backbone.module.css";
import { ListViewer } from "./list-viewer.tsx";

/** @param query the view in the address, without "?" */
export async function BackboneList({ query }: { query: string }) {
  const entries = await listEntries();
  const awaiting = entries.filter(({ state }) => state === "awaiting").length;
  const measured = entries.length - awaiting;
  return (
    <>
      <h1>Backbones</h1>
      <p className={styles.lead}>
        {measured} with printed or measured scores
        {awaiting > 0 && `, and ${awaiting} that the evaluator builds and that await measurement`}. Each has a
        page: how to load it, what it may be used for, what it costs and scores.
      </p>
      <InView query={query}>
        <ListViewer entries={entries} />
      </InView>
    </>
  );
}
