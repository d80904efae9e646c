"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { isCurrent, sections } from "./sections.ts";
import styles from "./shell.module.css";

export function SectionLinks() {
  const pathname = usePathname();
  return (
    <ul className={styles.sections}>
      {sections.map((section) => (
        <li key={section.href}>
          <Link
            href={section.href}
            prefetch={false}
            aria-current={isCurrent(section, pathname) ? "page" : undefined}
          >
            {section.label}
          </Link>
        </li>
      ))}
    </ul>
  );
}
