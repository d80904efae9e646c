/**
 * How a page is static although the build has no database: it lives under a dynamic segment and its generateStaticParams
 * names no page, so the build renders nothing, the first visit renders and keeps the page (404s too), and an upload discards all kept
 * pages (revalidatePath in app/api/v1/results/route.ts). Such a page may read `params` and db/read/queries.ts, and no
 * searchParams, cookies or headers: the view in the URL is read in the browser. A page at a fixed address gets an
 * optional catch-all segment for the purpose.
 *
 * @type {import("next").NextConfig}
 */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // app/_server/finished-answer.ts compresses: it has to see a page's text first.
  compress: false,
  // No page shows a picture in another size, so nobody has the server make one.
  images: { unoptimized: true },
  typescript: {
    // `npm run check` runs the compiler once over everything.
    ignoreBuildErrors: true,
  },
  experimental: {
    // A page kept on disk would outlive the database it was made from.
    isrFlushToDisk: false,
  },
};
