import type { AppRoutes } from "../.next/types/routes.d.ts";
import { type LookedAt, testAppearances } from "./appearance.ts";
import { expect, test } from "./watched-page.ts";

/**
 * Every page with the paper's results, by its route, so that none is forgotten (`next typegen` tells the compiler of new
 * ones); pictures are kept of those that show most, in one theme each.
 */
const pages: Readonly<Record<AppRoutes, Readonly<Record<string, LookedAt>>>> = {
  "/[[...path]]": {
    board: { path: "/", pictured: "light" },
    "board-sorted": { path: "/?sort=voc2012.iou&training=supervised" },
    "board-empty": { path: "/?q=no+such+backbone" },
    "board-relative": {
      path: "/?scores=relative&pin=mae,clip-b&show=identity,readout&architecture=vit-b",
      pictured: "dark",
    },
    missing: { path: "/no-such-page" },
  },
  "/embed/[[...cohort]]": { embed: { path: "/embed" } },
  "/boards/[...cohort]": { "board-dim-8": { path: "/boards/paper-dim-8" } },
  "/choose/[[...cohort]]": {
    choose: { path: "/choose" },
    "choose-limited": { path: "/choose?tasks=voc2012&gmacs=40&use=commercial&params=90" },
  },
  "/tasks/[[...path]]": { tasks: { path: "/tasks" }, task: { path: "/tasks/voc2012" } },
  "/compare/[cohort]/[backbones]": {
    compare: { path: "/compare/paper/dinov2-b,siglip-so,mae", pictured: "light" },
  },
  "/pareto/[[...cohort]]": { pareto: { path: "/pareto", pictured: "dark" } },
  "/correlations/[[...cohort]]": { correlations: { path: "/correlations", pictured: "light" } },
  "/ablations/[[...cohort]]": { ablations: { path: "/ablations", pictured: "dark" } },
  "/baselines/[[...cohort]]": { baselines: { path: "/baselines" } },
  "/higher-resolution/[[...cohort]]": { "higher-resolution": { path: "/higher-resolution" } },
  "/choices/[[...cohort]]": { choices: { path: "/choices" } },
  "/features/[[...view]]": { features: { path: "/features", pictured: "light" } },
  "/output-sizes/[[...view]]": { "output-sizes": { path: "/output-sizes" } },
  "/claims/[[...none]]": { claims: { path: "/claims" } },
  "/cite/[[...none]]": { cite: { path: "/cite" } },
  "/queue/[[...none]]": { queue: { path: "/queue" } },
  "/snapshots/[[...none]]": { snapshots: { path: "/snapshots" } },
  "/s/[...path]": {
    snapshot: { path: "/snapshots", through: ["main a[href^='/s/']"] },
    "snapshot-board": { path: "/snapshots", through: ["main a[href^='/s/']", "main li a[href^='/s/']"] },
  },
  "/backbones/[[...id]]": {
    backbones: { path: "/backbones" },
    backbone: { path: "/backbones/dinov2-b" },
    "backbone-awaiting": { path: "/backbones/clip-b-quickgelu" },
  },
  "/method/[[...none]]": { method: { path: "/method", pictured: "dark" } },
  "/submit/[[...none]]": { submit: { path: "/submit" } },
};

testAppearances(test, "first screen", Object.assign({}, ...Object.values(pages)));

/** What a page's head says, by the names of its elements. */
function headOf(html: string) {
  const [head = ""] = html.split("</head>");
  const found = (pattern: RegExp) =>
    [...head.matchAll(pattern)].map(([, text = ""]) => text.replaceAll("&amp;", "&"));
  return {
    titles: found(/<title>([^<]+)<\/title>/g),
    descriptions: found(/<meta name="description" content="([^"]+)"/g),
    canonical: found(/<link rel="canonical" href="([^"]+)"/g),
    images: found(/<meta property="og:image" content="([^"]+)"/g),
    cards: found(/<meta name="twitter:card" content="([^"]+)"/g),
  };
}

test("each page has a title, a description, a canonical address without a view, and a preview that loads", async ({
  request,
  baseURL,
}) => {
  const read = async (path: string) => headOf(await (await request.get(path)).text());
  const looked = Object.values(pages).flatMap((kinds) => Object.values(kinds));
  const paths = looked.filter(({ through }) => !through).map(({ path }) => path);
  const found = new Map<string, { title: string; description: string; image: string }>();
  for (const path of paths.filter((one) => one !== "/no-such-page")) {
    const { titles, descriptions, canonical, images, cards } = await read(path);
    const once = [titles, descriptions, canonical, images, cards].map(({ length }) => length);
    expect.soft(once, `${path}: one of each`).toEqual([1, 1, 1, 1, 1]);
    const [title = "", description = "", address = "", image = ""] = [
      titles,
      descriptions,
      canonical,
      images,
    ].map(String);
    expect.soft(address, path).not.toContain("?");
    if (path === "/embed") expect(address).toBe(`${baseURL}/`);
    else {
      const own = new URL(path, baseURL).pathname;
      expect.soft(address, path).toBe(`${baseURL}${own}`);
      found.set(own, { title, description, image });
    }
  }
  const all = [...found.values()];
  expect(new Set(all.map(({ title }) => title)).size, "titles").toBe(found.size);
  expect(new Set(all.map(({ description }) => description)).size, "descriptions").toBe(found.size);
  for (const image of new Set(all.map((one) => one.image))) {
    const answer = await request.get(image);
    expect([answer.status(), answer.headers()["content-type"]], image).toEqual([200, "image/png"]);
  }
  expect(await read("/no-such-page")).toMatchObject({
    titles: ["Nothing here · Dense Probing Leaderboard"],
    canonical: [],
  });
});

test("the sitemap names pages that are there, and robots.txt the sitemap", async ({ request, baseURL }) => {
  const robots = await (await request.get("/robots.txt")).text();
  expect(robots).toContain(`Sitemap: ${baseURL}/sitemap.xml`);
  const text = await (await request.get("/sitemap.xml")).text();
  const addresses = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address = ""]) => address);
  expect(addresses).toContain(`${baseURL}/tasks/voc2012`);
  // Each kind of page once: their addresses differ by an id alone.
  const kinds = new Map(addresses.map((address) => [new URL(address).pathname.split("/")[1], address]));
  for (const address of kinds.values()) expect((await request.get(address)).status(), address).toBe(200);
});
