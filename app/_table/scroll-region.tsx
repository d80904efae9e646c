import type { ReactNode } from "react";

/** A wide table's own sideways scroll, so that the page never scrolls; reachable and scrollable by keyboard. */
export function ScrollRegion({
  label,
  className,
  fitsFrom,
  children,
}: {
  label: string;
  className: string | undefined;
  /** Width of a screen, in rem, from which nothing is left to scroll; null: none, or not known. */
  fitsFrom?: number | null | undefined;
  children: ReactNode;
}) {
  return (
    <section
      className={`${className ?? ""} scrolls-sideways`}
      aria-label={`${label}, scrolls sideways`}
      data-fits-from={fitsFrom ?? undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard's focus
      tabIndex={0}
    >
      {children}
    </section>
  );
}
