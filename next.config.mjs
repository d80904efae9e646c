/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // app/_server/finished-answer.ts compresses: it has to see a page's text first.
  compress: false,
  typescript: {
    // `npm run check` runs the compiler once over everything.
    ignoreBuildErrors: true,
  },
  experimental: {
    // A page kept on disk would outlive the database it was made from.
    isrFlushToDisk: false,
  },
};
