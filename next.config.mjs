import { fileURLToPath } from "node:url";

/**
 * How a page is static although the build has no database: it lives under a dynamic segment and its generateStaticParams
 * names no page, so the build renders nothing, the first visit renders and keeps the page (404s too), and it is given out until a row
 * is stored that it may show (app/_server/newest-pages.ts). Such a page may read `params` and db/read/queries.ts, and no
 * searchParams, cookies or headers: the server names the view in an address by a last segment of the path
 * (app/_server/view-of-address.ts). A page at a fixed address gets an optional catch-all segment for the purpose.
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
  rewrites: async () => ({
    beforeFiles: [
      {
        source: "/:path*",
        has: [{ type: "header", key: "x-drawn-view", value: "(?<view>~[\\w-]+)" }],
        destination: "/:path*/:view",
      },
    ],
  }),
  // Keeps pages in memory, each with the state of the rows that it was made of. A page kept on disk would outlive the database.
  cacheHandler: fileURLToPath(new URL("app/_server/kept-pages.mjs", import.meta.url)),
  cacheMaxMemorySize: 0,
};
