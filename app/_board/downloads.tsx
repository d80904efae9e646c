import { lazy, Suspense, useState } from "react";
import { untilItComes } from "../_parts/until-it-comes.ts";
import styles from "./board.module.css";
import type { EmbedProperties } from "./embed-code.tsx";

const EmbedCode = lazy(() => untilItComes(() => import("./embed-code.tsx")));

interface DownloadsProperties {
  readonly cohortId: string;
  readonly snapshotId: string | null;
  readonly view: URLSearchParams;
}

/** Exactly the view on screen as data, all its pages; the API takes the page's own parameters. */
export function Downloads({ cohortId, snapshotId, view }: DownloadsProperties) {
  const address = (format: "csv" | "json") => {
    const parameters = new URLSearchParams(view);
    if (snapshotId) parameters.set("snapshot", snapshotId);
    parameters.set("format", format);
    return `/api/v1/boards/${cohortId}?${parameters}`;
  };
  return (
    <div className={`${styles.downloads} no-print`}>
      <p>
        This view as <a href={address("csv")}>CSV</a> or <a href={address("json")}>JSON</a>
      </p>
      {snapshotId === null && <EmbedSnippet cohortId={cohortId} view={view} />}
    </div>
  );
}

/** HTML that shows this view on another page; loaded when somebody wants it. */
function EmbedSnippet(properties: EmbedProperties) {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details className={`${styles.embed} needs-script`} onToggle={() => setWasOpened(true)}>
      <summary>Embed</summary>
      <Suspense>{wasOpened && <EmbedCode {...properties} />}</Suspense>
    </details>
  );
}
