interface Section {
  readonly href: string;
  readonly label: string;
  /** What else belongs to the section. */
  readonly also: readonly string[];
}

/** The site's sections in reading order. */
export const sections: readonly Section[] = [
  { href: "/", label: "Board", also: ["/boards"] },
  { href: "/tasks", label: "Tasks", also: [] },
  { href: "/compare", label: "Compare", also: [] },
  { href: "/pareto", label: "Pareto", also: [] },
  { href: "/correlations", label: "Correlations", also: [] },
  { href: "/ablations", label: "Ablations", also: ["/baselines", "/higher-resolution", "/choices"] },
  { href: "/features", label: "Features", also: [] },
  { href: "/output-sizes", label: "Sizes", also: [] },
  { href: "/claims", label: "Claims", also: [] },
  { href: "/backbones", label: "Backbones", also: [] },
  { href: "/method", label: "Method", also: [] },
  { href: "/submit", label: "Submit", also: [] },
];

export function isCurrent({ href, also }: Section, pathname: string): boolean {
  // Everything lies below the board's address.
  const below = href === "/" ? also : [href, ...also];
  return pathname === href || below.some((place) => pathname === place || pathname.startsWith(`${place}/`));
}
