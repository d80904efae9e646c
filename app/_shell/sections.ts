import type { AppRoutes } from "../../.next/types/routes.d.ts";

/** Where a route's pages lie: its address up to the first parameter. */
type Place<Route extends string> = Route extends `/[${string}`
  ? "/"
  : Route extends `${infer Start}/[${string}`
    ? Start
    : Route;

/** The section that pages belong to, and how the section's own links name them; without a name they have no link there. */
type Position = readonly [section: string, page?: string];

/**
 * Every page's position, in reading order; the first page of a section is what the header's link opens. `next typegen` tells
 * the compiler of new pages.
 */
const positions: Readonly<Record<Place<AppRoutes>, Position>> = {
  "/": ["Board"],
  "/boards": ["Board"],
  "/embed": ["Board"],
  "/choose": ["Choose"],
  "/pareto": ["Explore", "Pareto"],
  "/correlations": ["Explore", "Correlations"],
  "/compare": ["Explore", "Compare"],
  "/backbones": ["Backbones"],
  "/tasks": ["Tasks"],
  "/method": ["Method", "Overview"],
  "/ablations": ["Method", "Ablations"],
  "/baselines": ["Method", "Baselines"],
  "/higher-resolution": ["Method", "Higher resolution"],
  "/choices": ["Method", "Choices"],
  "/output-sizes": ["Method", "Output sizes"],
  "/features": ["Method", "Features"],
  "/claims": ["Method", "Claims"],
  "/cite": ["Method", "How to cite"],
  "/submit": ["Submit", "How to submit"],
  "/queue": ["Submit", "Waiting"],
  "/data": ["Data"],
  "/snapshots": ["Changelog"],
  "/s": ["Changelog"],
};

/** Reached from the foot of every page. */
const inFooter = ["Data", "Changelog"];

export interface SectionLink {
  readonly label: string;
  readonly href: string;
}

export const places = Object.entries<Position>(positions);

/** The header's links. */
export const sections: readonly SectionLink[] = places.flatMap(([href, [label]], index) =>
  inFooter.includes(label) || places.findIndex(([, [section]]) => section === label) !== index
    ? []
    : [{ label, href }],
);

/** The links of a section to its own pages; none where it has one page. */
export function pagesOf(section: string): readonly SectionLink[] {
  return places.flatMap(([href, [of, label]]) => (of === section && label ? [{ label, href }] : []));
}

/** The place that an address lies in and its section, if any. */
export function positionAt(pathname: string): { readonly section: string; readonly place: string } | null {
  const [, first = ""] = pathname.split("/");
  const [found] = places.filter(([place]) => place === `/${first}`);
  return found ? { section: found[1][0], place: found[0] } : null;
}
