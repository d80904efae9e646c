import Link from "next/link";
import type { Cohort } from "#db/derive/board/cohort.ts";
import { ClosingDetails } from "./closing-details.tsx";
import styles from "./cohort-links.module.css";

interface CohortLinksProperties {
  readonly cohorts: readonly Cohort[];
  /** Id of the cohort on this page. */
  readonly current: string;
  /** Address of this kind of page for a cohort, given its place in `cohorts`. */
  readonly pathOf: (cohort: Cohort, index: number) => string;
  /** Counts are those of whole boards, and say the wrong thing over a page that shows a part of one. */
  readonly says?: "names and counts" | "names";
}

/**
 * Switch between cohorts: links, since numbers of different cohorts never share a page's ranking. Variants (ablations,
 * other resolutions) wait behind a disclosure: most readers want the main settings.
 */
export function CohortLinks({ cohorts, current, pathOf, says = "names and counts" }: CohortLinksProperties) {
  const links = cohorts.map((cohort, index) => ({ cohort, href: pathOf(cohort, index) }));
  const main = links.filter(({ cohort }) => cohort.variant === null || cohort.id === current);
  const variants = links.filter(({ cohort }) => cohort.variant !== null && cohort.id !== current);
  return (
    <nav aria-label="Which numbers" className={styles.cohorts}>
      <CohortList links={main} current={current} says={says} />
      {variants.length > 0 && (
        <ClosingDetails>
          <summary>
            {variants.length} {variants.length === 1 ? "variant" : "variants"}
          </summary>
          <CohortList links={variants} current={current} says={says} />
        </ClosingDetails>
      )}
    </nav>
  );
}

type CohortLink = { readonly cohort: Cohort; readonly href: string };

interface CohortListProperties extends Required<Pick<CohortLinksProperties, "current" | "says">> {
  readonly links: readonly CohortLink[];
}

function CohortList({ links, current, says }: CohortListProperties) {
  return (
    <ul>
      {links.map(({ cohort, href }) => (
        <li key={cohort.id}>
          <Link href={href} prefetch={false} aria-current={cohort.id === current ? "page" : undefined}>
            <span>{cohort.title}</span>{" "}
            {says === "names and counts" && (
              <small>
                {cohort.backbones} {cohort.backbones === 1 ? "backbone" : "backbones"}
              </small>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
