import Link from "next/link";
import type { Cohort } from "#db/derive/board/cohort.ts";
import type { FewBackbones } from "#db/derive/variants/few-backbones.ts";
import type { ReadoutSizes, RelativeSizes } from "#db/derive/variants/readout-sizes.ts";
import { variantGains } from "#db/derive/variants/variant-gains.ts";
import { addressUnder } from "../_parts/board-address.ts";
import { CohortLinks } from "../_parts/cohort-links.tsx";
import { GainFigures } from "./gain-figures.tsx";
import type { VariantPage } from "./kinds.ts";
import { PrintedSizeFigures, SizeFigures } from "./size-figures.tsx";
import styles from "./variants.module.css";
import { VariantsTable } from "./variants-table.tsx";

interface Measured extends FewBackbones {
  readonly base: Cohort;
  /** Main settings that have variants of this kind. */
  readonly cohorts: readonly Cohort[];
  /** Of the baselines (Fig. 6); empty on the other pages. */
  readonly sizes: readonly ReadoutSizes[];
}

interface PageProperties {
  readonly page: VariantPage;
  /** null: nothing of this kind was measured or printed. */
  readonly measured: Measured | null;
  /** Of Fig. 6 what the paper prints; empty where something was measured, and on the other pages. */
  readonly printed: readonly RelativeSizes[];
}

export function VariantsPage({ page, measured, printed }: PageProperties) {
  return (
    <>
      <h1>{page.title}</h1>
      <p className={styles.lead}>{page.question}</p>{" "}
      {measured ? (
        <MeasuredVariants page={page} {...measured} />
      ) : (
        <NothingYet page={page} printed={printed} />
      )}
    </>
  );
}

function MeasuredVariants({
  page,
  base,
  cohorts,
  table,
  outOf,
  sizes,
}: Measured & { readonly page: VariantPage }) {
  return (
    <>
      <CohortLinks says="names" cohorts={cohorts} current={base.id} pathOf={addressUnder(page.path)} />
      <p className={styles.lead}>{base.caption}</p>
      <LeftOut table={table} outOf={outOf} />
      <SizeFigures figures={sizes} source={base.title} />
      <GainFigures kind={page.kind} gains={variantGains(table)} source={base.title} />
      <h2 className={styles.heading}>In numbers</h2>
      <p className={styles.lead}>
        A difference is the variant minus the default, in the metric’s unit; a triangle says whether it is
        better or worse.
      </p>
      <VariantsTable table={table} title={page.title} />
    </>
  );
}

/** Which backbones the page shows of many, and where the others are. */
function LeftOut({ table: { columns, rows }, outOf }: FewBackbones) {
  const shown = new Set(columns.map(({ backboneId }) => backboneId)).size;
  if (shown === outOf) return null;
  return (
    <p className={styles.lead}>
      Shown are {shown} of {outOf} backbones: those with most numbers here, of as many the first by mean rank
      with the default. Each variant has all of its own on its board:{" "}
      {rows.slice(1).map(({ key, label, cohortId }, index) => (
        <span key={key}>
          {index > 0 && ", "}
          <Link href={`/boards/${cohortId}`} prefetch={false}>
            {label}
          </Link>
        </span>
      ))}
      .
    </p>
  );
}

function NothingYet({ page, printed }: Pick<PageProperties, "page" | "printed">) {
  return (
    <>
      {printed.length > 0 && (
        <>
          <h2 className={styles.heading}>What the paper prints of it</h2>
          <p className={styles.lead}>
            Its own readout at three sizes (Table 5): a line a backbone, from 8 over 16, the default, to 24
            dimensions. The other readouts are drawn in its Fig. 6 alone.
          </p>
          <PrintedSizeFigures figures={printed} source="Printed in the paper, Table 5" />
        </>
      )}
      <div className={styles.empty}>
        <p>
          Nobody has measured this here yet, and the paper prints no numbers of{" "}
          {printed.length > 0 ? "the other readouts" : "it"}. To measure it:
        </p>
        <pre>
          <code>{`evaluator run --backbone dinov2-b --task voc2012,nyuv2-depth ${page.options} \\\n    --data DIR --weights DIR --out results`}</code>
        </pre>
      </div>
    </>
  );
}
