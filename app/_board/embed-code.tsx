import { useState, useSyncExternalStore } from "react";

export interface EmbedProperties {
  readonly cohortId: string;
  readonly view: URLSearchParams;
}

const neverChanges = () => () => undefined;

/** HTML that shows this view on another page; it follows later results. */
export default function EmbedCode({ cohortId, view }: EmbedProperties) {
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
    <>
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
    </>
  );
}
