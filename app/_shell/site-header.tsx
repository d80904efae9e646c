import Link from "next/link";
import { PageLinks, SectionLinks } from "./nav-links.tsx";
import styles from "./shell.module.css";
import { ThemeToggle } from "./theme-toggle.tsx";

/** A grid of feature cells and one query's locality mask: the method in sixteen pixels. */
function Mark() {
  const cells = [4, 12, 20];
  return (
    <svg className={styles.mark} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <circle cx="12" cy="12" r="7.5" className={styles.markMask} />
      {cells.flatMap((y) =>
        cells.map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r={x === 12 && y === 12 ? 2.6 : 1.7} />),
      )}
    </svg>
  );
}

export function SiteHeader() {
  return (
    <header className={`${styles.header} no-print`}>
      <div className={styles.bar}>
        <Link href="/" className={styles.brand} prefetch={false}>
          <Mark />
          <span>Dense Probing</span>
        </Link>
        <SectionLinks />
        <ThemeToggle />
      </div>
      <PageLinks />
    </header>
  );
}
