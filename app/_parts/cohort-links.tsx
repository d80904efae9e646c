import Link from "next/link";
import type { Cohort } from "#db/board-types.ts";
import styles from "./cohort-links.module.css";

/**
 * Switch between cohorts: links, since numbers of different cohorts never share a page's ranking.
 * `pathOf` gives the page's address for a cohort.
 */
export function CohortLinks({
  cohorts,
  current,
  pathOf,
}: {
  cohorts: readonly Cohort[];
  current: string;
  pathOf: (cohort: Cohort, index: number) => string;
}) {
  return (
    <nav aria-label="Which numbers" className={styles.cohorts}>
      <ul>
        {cohorts.map((cohort, index) => (
          <li key={cohort.id}>
            <Link
              href={pathOf(cohort, index)}
              prefetch={false}
              aria-current={cohort.id === current ? "page" : undefined}
            >
              <span>{cohort.title}</span>
              <small>
                {cohort.backbones} {cohort.backbones === 1 ? "backbone" : "backbones"},{" "}
                {sourceWord[cohort.kind]}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const sourceWord: Record<Cohort["kind"], string> = {
  paper: "as printed",
  official: "measured",
  scenes: "measured on generated scenes",
  custom: "measured on other images",
};
