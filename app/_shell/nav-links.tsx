"use client";

import Link from "next/link";
import { usePathname, useSelectedLayoutSegment } from "next/navigation";
import { addressOfPath } from "../_parts/view-segment.ts";
import { pagesOf, positionAt, type SectionLink, sections } from "./sections.ts";
import styles from "./shell.module.css";

const nowhere = "/_not-found";

/** The path as the address has it; the document that says that nothing is there was drawn for no address. */
function usePlace(): string {
  const pathname = addressOfPath(usePathname());
  return useSelectedLayoutSegment() === nowhere ? nowhere : pathname;
}

/** The header's links. */
export function SectionLinks() {
  const pathname = usePlace();
  const here = positionAt(pathname);
  return (
    <nav aria-label="Sections" className={styles.nav}>
      <Links
        links={sections}
        isCurrent={({ label }) => label === here?.section}
        pathname={pathname}
        className={styles.sections}
      />
    </nav>
  );
}

/** Under them the pages of the section that one is in. */
export function PageLinks() {
  const pathname = usePlace();
  const here = positionAt(pathname);
  const pages = here ? pagesOf(here.section) : [];
  if (!here || pages.length === 0) return null;
  return (
    <nav aria-label={`${here.section}: pages`} className={`${styles.nav} ${styles.below}`}>
      <Links
        links={pages}
        isCurrent={({ href }) => href === here.place}
        pathname={pathname}
        className={styles.pages}
      />
    </nav>
  );
}

interface LinksProperties {
  readonly links: readonly SectionLink[];
  readonly isCurrent: (link: SectionLink) => boolean;
  readonly pathname: string;
  readonly className: string | undefined;
}

/** Current is the page itself, or what it is part of. */
function Links({ links, isCurrent, pathname, className }: LinksProperties) {
  return (
    <ul className={className}>
      {links.map((link) => (
        <li key={link.href}>
          <Link
            href={link.href}
            prefetch={false}
            aria-current={isCurrent(link) ? (link.href === pathname ? "page" : "true") : undefined}
          >
            {link.label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
