import { lazy } from "react";
import { untilItComes } from "../_parts/until-it-comes.ts";
import { WhenOpened } from "../_parts/when-opened.tsx";
import styles from "./board.module.css";

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
        This view as <a href={address("csv")}>CSV</a> or <a href={address("json")}>JSON</a> ·{" "}
        {snapshotId === null ? (
          <>
            <a href="/cite">How to cite</a> · <a href="/feed.xml">Feed</a>
          </>
        ) : (
          <a href={`/cite.bib?snapshot=${snapshotId}`}>BibTeX of this state</a>
        )}
      </p>
      {snapshotId === null && (
        <details className={`${styles.embed} needs-script`}>
          <summary>Embed</summary>
          <WhenOpened>
            <EmbedCode cohortId={cohortId} view={view} />
          </WhenOpened>
        </details>
      )}
    </div>
  );
}
