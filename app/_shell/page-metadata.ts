import type { Metadata } from "next";
import { previewSize } from "../_preview/frame.tsx";
import { sitePreview } from "../_preview/preview-path.ts";
import { siteSettings } from "../api/_http/origin.ts";

const siteName = "Dense Probing Leaderboard";

interface PageDescription {
  /** Of the document, without the site's name; null: the front page, whose title is the site's. */
  readonly title: string | null;
  /** A sentence or two for who sees a link to the page. */
  readonly description: string;
  /** The page's one address, without a view: the same board sorted otherwise is the same page. */
  readonly path: string;
  /** Address of the picture that a link is shown with. */
  readonly preview?: string;
}

/**
 * What a page says of itself to browsers, search engines and networks. Addresses there have to be whole, so without SITE_URL
 * there are no preview, no `og:url` and no canonical address, of which search engines take none that begins with a slash.
 */
export function pageMetadata({ title, description, path, preview = sitePreview }: PageDescription): Metadata {
  const { origin } = siteSettings();
  const named = title === null ? siteName : `${title} · ${siteName}`;
  return {
    title: { absolute: named },
    description,
    alternates: {
      ...(origin ? { canonical: `${origin}${path}` } : {}),
      types: { "application/atom+xml": [{ url: "/feed.xml", title: siteName }] },
    },
    openGraph: {
      ...{ type: "website", siteName, title: title ?? siteName, description },
      ...(origin
        ? {
            url: `${origin}${path}`,
            images: [{ url: `${origin}${preview}`, ...previewSize, alt: description }],
          }
        : {}),
    },
    twitter: { card: origin ? "summary_large_image" : "summary" },
  };
}
