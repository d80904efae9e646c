import type { ReactNode } from "react";

/** A wide table's own sideways scroll, so that the page never scrolls; reachable and scrollable by keyboard. */
export function ScrollRegion({
  label,
  className,
  children,
}: {
  label: string;
  className: string | undefined;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the keyboard's focus
    <section className={className} aria-label={`${label}, scrolls sideways`} tabIndex={0}>
      {children}
    </section>
  );
}
