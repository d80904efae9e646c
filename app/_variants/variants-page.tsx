import type { Cohort, VariantTable } from "#db/board-types.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import styles from "./variants.module.css";
import { VariantsTable } from "./variants-table.tsx";

/** The kinds of variant, in the order of the page, each with what it asks. */
const kinds = [
  {
    id: "ablations",
    title: "Parts of the readout",
    question:
      "What each part of the readout contributes: the paper’s Table 5, and the only-mask readout of its text.",
  },
  {
    id: "baselines",
    title: "Other readouts",
    question: "Simpler readouts with a like number of parameters: the paper’s Fig. 6.",
  },
  {
    id: "higher-resolution",
    title: "Higher resolution",
    question: "The same tasks on larger images, for backbones that take them: the paper’s A.2.",
  },
  {
    id: "choices",
    title: "Choices of the protocol",
    question: "What the paper leaves open, decided one way and measured the other way too.",
  },
] as const;

export type VariantPageKind = (typeof kinds)[number]["id"];

interface PageProperties {
  readonly base: Cohort;
  /** Main settings with a variant of any kind. */
  readonly cohorts: readonly Cohort[];
  /** Of `base`, one a kind; null: no such results. */
  readonly tables: Readonly<Record<VariantPageKind, VariantTable | null>>;
}

export function VariantsPage({ base, cohorts, tables }: PageProperties) {
  return (
    <>
      <h1>What the readout’s parts are worth</h1>
      <p className={styles.lead}>
        One thing changed at a time, everything else as on the board. A difference is the variant minus the
        base, in the metric’s unit; a triangle says whether it is better or worse.
      </p>
      <CohortLinks
        cohorts={cohorts}
        current={base.id}
        pathOf={(cohort, index) => (index === 0 ? "/ablations" : `/ablations/${cohort.id}`)}
      />
      <p className={styles.lead}>{base.caption}</p>
      {kinds.map((kind) => (
        <KindSection key={kind.id} {...kind} table={tables[kind.id]} />
      ))}
    </>
  );
}

interface KindProperties {
  readonly id: string;
  readonly title: string;
  readonly question: string;
  readonly table: VariantTable | null;
}

function KindSection({ id, title, question, table }: KindProperties) {
  const measured = table && table.rows.length > 1 ? table : null;
  return (
    <section className={styles.kind} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>
        {question} {!measured && "No such result here yet."}
      </p>
      {measured && (
        <ScrollRegion label={title} className={styles.scroller}>
          <VariantsTable table={measured} title={title} />
        </ScrollRegion>
      )}
    </section>
  );
}
