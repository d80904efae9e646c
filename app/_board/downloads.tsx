import { useState, useSyncExternalStore } from "react";
import styles from "./board.module.css";

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

const neverChanges = () => () => undefined;

/** HTML that shows this view on another page; it follows later results. */
function EmbedSnippet({ cohortId, view }: Omit<DownloadsProperties, "snapshotId">) {
  const origin = useSyncExternalStore(
    neverChanges,
    () => location.origin,
    () => "",
  );
  const [copied, setCopied] = useState("");
  const query = view.size > 0 ? `?${view}` : "";
  // Nothing rather than a half: the server knows neither its own address nor the view in a reader's.
  const html =
    origin &&
    `<iframe src="${`${origin}/embed/${cohortId}${query}`.replaceAll("&", "&amp;")}" title="Dense Probing Leaderboard" width="100%" height="640" loading="lazy" style="border:0"></iframe>`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(html);
      setCopied(html);
    } catch {
      // Without permission the text can still be selected by hand: its field selects it whole.
      setCopied("");
    }
  };
  return (
    <details className={`${styles.embed} needs-script`}>
      <summary>Embed</summary>
      <textarea
        aria-label="HTML that shows this view on another page"
        readOnly
        rows={4}
        value={html}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p>
        <button type="button" onClick={copy}>
          Copy
        </button>{" "}
        <span role="alert">{copied === html && "Copied."}</span>
      </p>
    </details>
  );
}
