/** The site's sections in reading order. */
export const sections = [
  { href: "/", label: "Board", also: "/boards" },
  { href: "/tasks", label: "Tasks", also: "/tasks" },
  { href: "/compare", label: "Compare", also: "/compare" },
  { href: "/pareto", label: "Pareto", also: "/pareto" },
  { href: "/correlations", label: "Correlations", also: "/correlations" },
  { href: "/ablations", label: "Ablations", also: "/ablations" },
  { href: "/features", label: "Features", also: "/features" },
  { href: "/output-sizes", label: "Sizes", also: "/output-sizes" },
  { href: "/claims", label: "Claims", also: "/claims" },
  { href: "/backbones", label: "Backbones", also: "/backbones" },
  { href: "/method", label: "Method", also: "/method" },
  { href: "/submit", label: "Submit", also: "/submit" },
] as const;

export function isCurrent(section: (typeof sections)[number], pathname: string): boolean {
  return pathname === section.href || pathname === section.also || pathname.startsWith(`${section.also}/`);
}
