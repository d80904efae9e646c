"use client";

import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";

/** What frames the site's pages; a page inside another site's frame goes without. */
export function OutsideEmbeds({ children }: { children: ReactNode }) {
  return useSelectedLayoutSegment() === "embed" ? null : children;
}
