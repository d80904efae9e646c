import type { Cohort } from "#db/derive/board/cohort.ts";
import type { ReadoutSizes } from "#db/derive/variants/readout-sizes.ts";
import type { VariantTable } from "#db/derive/variants/variant-table.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import type { VariantPage } from "./kinds.ts";
import { SizeFigures } from "./size-figures.tsx";
import styles from "./variants.module.css";
import { VariantsTable } from "./variants-table.tsx";

interface Measured {
  readonly base: Cohort;
  /** Main settings that have variants of this kind. */
  readonly cohorts: readonly Cohort[];
  readonly table: VariantTable;
  /** Of the baselines (Fig. 6); empty on the other pages. */
  readonly sizes: readonly ReadoutSizes[];
}

interface PageProperties {
  readonly page: VariantPage;
  /** null: nothing of this kind was measured or printed. */
  readonly measured: Measured | null;
}

export function VariantsPage({ page, measured }: PageProperties) {
  return (
    <>
      <h1>{page.title}</h1>
      <p className={styles.lead}>{page.question}</p>
      {measured ? <MeasuredVariants page={page} {...measured} /> : <NothingYet page={page} />}
    </>
  );
}

function MeasuredVariants({ page, base, cohorts, table, sizes }: Measured & { page: VariantPage }) {
  return (
    <>
      <CohortLinks
        cohorts={cohorts}
        current={base.id}
        pathOf={(cohort, index) => (index === 0 ? page.path : `${page.path}/${cohort.id}`)}
      />
      <p className={styles.lead}>{base.caption}</p>
      <SizeFigures figures={sizes} />
      <h2 className={styles.heading}>In numbers</h2>
      <p className={styles.lead}>
        A difference is the variant minus the base, in the metric’s unit; a triangle says whether it is better
        or worse.
      </p>
      <VariantsTable table={table} title={page.title} />
    </>
  );
}

function NothingYet({ page }: { page: VariantPage }) {
  return (
    <div className={styles.empty}>
      <p>Nobody has measured this here yet, and the paper prints no numbers of it. To measure it:</p>
      <pre>
        <code>{`evaluator run --backbone dinov2-b --task voc2012,nyuv2-depth ${page.options} \\\n    --data DIR --weights DIR --out results`}</code>
      </pre>
    </div>
  );
}
