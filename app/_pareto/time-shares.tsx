import type { SpeedSetting } from "#db/derive/board/speed.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { pageRows } from "#db/derive/board-view/page-in-view.ts";
import { PagedTable } from "../_table/paged-table.tsx";
import { untrainedWords } from "./candidates.ts";
import styles from "./pareto.module.css";
import { type TimeShares, total } from "./times.ts";

interface SharesProperties extends TimeShares {
  /** Its task's readout is shown. */
  readonly column: MetricColumn;
  readonly setting: SpeedSetting;
}

/** Backbone and readout as stacked bars, in units of ViT-B/16 at 224 (paper, Fig. 9), with the numbers as a table. */
export function TimeBars({ timed, untimed, column, setting }: SharesProperties) {
  const untrained = untrainedWords(timed);
  const longest = Math.max(...timed.map(total));
  return (
    <section className={styles.shares} aria-labelledby="where-time-goes">
      <h2 id="where-time-goes">Where the time goes</h2>
      <p className={styles.lead}>
        Time of the backbone (dark) and of the readout for {column.taskLabel} (light) on top, in units of
        ViT-B/16 at 224 pixels, which was timed in the same run. Measured on {setting.label}
        {untrained && `, ${untrained}`}.{timed.length > pageRows && ` Bars of the fastest ${pageRows}.`}
        {untimed > 0 && ` ${untimed} of ${untimed + timed.length} backbones in view were not timed on it.`}
      </p>
      <ul className={styles.bars} aria-hidden="true">
        {timed.slice(0, pageRows).map((one) => (
          <li key={one.id}>
            <span>{one.label}</span>
            <span>{total(one).toFixed(2)}</span>
            <span className={styles.track}>
              <i data-part="backbone" style={{ width: `${(100 * one.backbone) / longest}%` }} />
              {one.readout !== null && (
                <i data-part="readout" style={{ width: `${(100 * one.readout) / longest}%` }} />
              )}
            </span>
          </li>
        ))}
      </ul>
      <PagedTable
        caption="The bars as a table, × ViT-B/16 at 224 pixels; less is faster"
        isCaptionShown
        isWide
        leastWidth="36rem"
        className={styles.table}
        rows={timed}
        keyOf={({ id }) => id}
        columns={[
          { heading: "Backbone", cell: ({ label }) => label },
          { heading: "Backbone alone", cell: ({ backbone }) => backbone.toFixed(3) },
          {
            heading: `Readout, ${column.taskLabel}`,
            cell: ({ readout }) => readout?.toFixed(3) ?? "not timed",
          },
          {
            heading: "Together",
            cell: ({ backbone, readout }) =>
              readout === null ? "not known" : (backbone + readout).toFixed(3),
          },
        ]}
      />
    </section>
  );
}
