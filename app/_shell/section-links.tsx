"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { addressOfPath } from "../_parts/view-segment.ts";
import { sectionAt, sections } from "./sections.ts";
import styles from "./shell.module.css";

export function SectionLinks() {
  const current = sectionAt(addressOfPath(usePathname()));
  return (
    <ul className={styles.sections}>
      {sections.map(({ label, href }) => (
        <li key={href}>
          <Link href={href} prefetch={false} aria-current={label === current ? "page" : undefined}>
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
