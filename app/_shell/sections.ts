import type { AppRoutes } from "../../.next/types/routes.d.ts";

/** Where a route's pages lie: its address up to the first parameter. */
type Place<Route extends string> = Route extends `/[${string}`
  ? "/"
  : Route extends `${infer Start}/[${string}`
    ? Start
    : Route;

/**
 * The section of every page, in reading order; the first page of a section is what its link opens. `next typegen` tells
 * the compiler of new pages.
 */
const sectionOf: Readonly<Record<Place<AppRoutes>, string>> = {
  "/": "Board",
  "/boards": "Board",
  "/embed": "Board",
  "/choose": "Choose",
  "/tasks": "Tasks",
  "/compare": "Compare",
  "/pareto": "Pareto",
  "/correlations": "Correlations",
  "/ablations": "Ablations",
  "/baselines": "Ablations",
  "/higher-resolution": "Ablations",
  "/choices": "Ablations",
  "/features": "Features",
  "/output-sizes": "Sizes",
  "/claims": "Claims",
  "/backbones": "Backbones",
  "/method": "Method",
  "/submit": "Submit",
  "/queue": "Waiting",
  "/snapshots": "Changelog",
  "/s": "Changelog",
};

/** Reached from the foot of every page. */
const inFooter = ["Waiting", "Changelog"];

/** The header's links. */
export const sections: readonly { readonly label: string; readonly href: string }[] = [
  ...new Set(Object.values(sectionOf)),
]
  .filter((label) => !inFooter.includes(label))
  .map((label) => ({ label, href: firstPageOf(label) }));

function firstPageOf(section: string): string {
  return Object.entries(sectionOf).find(([, label]) => label === section)?.[0] ?? "/";
}

/** The section that an address belongs to, if any. */
export function sectionAt(pathname: string): string | undefined {
  const [, first = ""] = pathname.split("/");
  return new Map(Object.entries(sectionOf)).get(`/${first}`);
}
