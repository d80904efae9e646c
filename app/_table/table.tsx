import type { CSSProperties, ReactNode } from "react";
import { ScrollRegion } from "./scroll-region.tsx";
import styles from "./table.module.css";

export interface TableProperties {
  /** What the table is: its caption, and the name of the region that scrolls it. */
  readonly caption: string;
  readonly isCaptionShown?: boolean;
  /** Width below which it scrolls sideways instead of breaking its lines. */
  readonly leastWidth?: `${number}rem`;
  /** As wide as the page; else as its contents. */
  readonly isWide?: boolean;
  /** Rules between rows, for cells of several lines. */
  readonly isRuled?: boolean;
  /** For a list of numbers in a fold. */
  readonly isSmall?: boolean;
  /** Does it show what the view in the URL asks for? undefined: it has no view; false: what it asks for is on its way. */
  readonly isCurrent?: boolean;
  /** The table's own look besides; in place of the usual one where `isPlain`. */
  readonly className?: string | undefined;
  readonly isPlain?: boolean;
  readonly region?: {
    readonly className?: string | undefined;
    /** Width of a screen, in rem, from which it shows the whole table; null: none. The stylesheet may go by it. */
    readonly fitsFrom?: number | null;
    /** Does the page lie on paper? */
    readonly lies?: boolean;
  };
  /** Said again where the stylesheet makes something else of the table on some screens. */
  readonly role?: "table" | "grid";
  readonly data?: Readonly<Record<`data-${string}`, string>>;
}

/** A table in a region that scrolls sideways, so that the page never does. */
export function Table({
  caption,
  isCaptionShown = false,
  leastWidth,
  isWide = false,
  isRuled = false,
  isSmall = false,
  isCurrent,
  className,
  isPlain = false,
  region = {},
  role,
  data,
  children,
}: TableProperties & { children: ReactNode }) {
  const looks = [
    ...(isPlain ? [] : [styles.table]),
    ...(isWide ? [styles.wide] : []),
    ...(isRuled ? [styles.ruled] : []),
    ...(isSmall ? [styles.small] : []),
    ...(className ? [className] : []),
  ];
  return (
    <ScrollRegion
      label={caption}
      className={`${region.className ?? styles.region}${region.lies ? " prints-lying" : ""}`}
      fitsFrom={region.fitsFrom}
    >
      <table
        role={role}
        className={looks.join(" ")}
        style={leastWidth && ({ "--least-width": leastWidth } as CSSProperties)}
        aria-busy={isCurrent === undefined ? undefined : !isCurrent}
        {...data}
      >
        <caption className={isCaptionShown ? styles.caption : "visually-hidden"}>{caption}</caption>
        {children}
      </table>
    </ScrollRegion>
  );
}
