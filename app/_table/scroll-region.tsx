import type { ReactNode } from "react";

/** A wide table's own sideways scroll, so that the page never scrolls; reachable and scrollable by keyboard. */
export function ScrollRegion({
  label,
  className,
  length,
  children,
}: {
  label: string;
  className: string | undefined;
  /** "long": the stylesheet may give the region a height of its own. */
  length?: "long" | undefined;
  children: ReactNode;
}) {
  return (
    <section
      className={`${className ?? ""} scrolls-sideways`}
      aria-label={`${label}, scrolls sideways`}
      data-length={length}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard's focus
      tabIndex={0}
    >
      {children}
    </section>
  );
}
