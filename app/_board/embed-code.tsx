import { CopyButton } from "../_parts/copy-button.tsx";

interface EmbedProperties {
  readonly cohortId: string;
  readonly view: URLSearchParams;
}

/** HTML that shows this view on another page; it follows later results. In the browser alone: it says this site's address. */
export default function EmbedCode({ cohortId, view }: EmbedProperties) {
  const query = view.size > 0 ? `?${view}` : "";
  const address = `${location.origin}/embed/${cohortId}${query}`.replaceAll("&", "&amp;");
  const html = `<iframe src="${address}" title="Dense Probing Leaderboard" width="100%" height="640" loading="lazy" style="border:0"></iframe>`;
  return (
    <>
      <textarea
        aria-label="HTML that shows this view on another page"
        readOnly
        rows={4}
        value={html}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={html} what="the HTML" />
    </>
  );
}
