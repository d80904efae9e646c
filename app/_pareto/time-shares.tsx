import type { SpeedSetting } from "#db/derive/board/speed.ts";
import type { BackboneRow, MetricColumn } from "../_board/board-table.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import { speedOf } from "./costs.ts";
import styles from "./pareto.module.css";

interface SharesProperties {
  readonly rows: readonly BackboneRow[];
  /** Its task's readout is shown. */
  readonly column: MetricColumn;
  readonly setting: SpeedSetting;
}

/** Backbone and readout as stacked bars, in units of ViT-B/16 at 224 (paper, Fig. 9), with the numbers as a table. */
export function TimeShares({ rows, column, setting }: SharesProperties) {
  const timed = rows
    .flatMap((row) => {
      const speed = speedOf(row, setting.id);
      if (!speed) return [];
      const readout = speed.readout[column.task];
      return [{ row, backbone: speed.backbone, readout, total: speed.backbone + (readout ?? 0) }];
    })
    .sort((a, b) => a.total - b.total);
  const longest = Math.max(...timed.map(({ total }) => total));
  const untimed = rows.length - timed.length;
  return (
    <section className={styles.shares} aria-labelledby="where-time-goes">
      <h2 id="where-time-goes">Where the time goes</h2>
      <p className={styles.lead}>
        Time of the backbone (dark) and of the readout for {column.taskLabel} (light) on top, in units of
        ViT-B/16 at 224 pixels, which was timed in the same run. Measured on {setting.label}.
        {untimed > 0 && ` ${untimed} of ${rows.length} backbones in view were not timed on it.`}
      </p>
      <ul className={styles.bars} aria-hidden="true">
        {timed.map(({ row, backbone, readout, total }) => (
          <li key={row.id}>
            <span>{row.label}</span>
            <span>{total.toFixed(2)}</span>
            <span className={styles.track}>
              <i data-part="backbone" style={{ width: `${(100 * backbone) / longest}%` }} />
              {readout !== undefined && (
                <i data-part="readout" style={{ width: `${(100 * readout) / longest}%` }} />
              )}
            </span>
          </li>
        ))}
      </ul>
      <ScrollRegion label="Times as a table" className={styles.scroller}>
        <table className={`${styles.table} url-view`}>
          <caption>The bars as a table, × ViT-B/16 at 224 pixels; less is faster</caption>
          <thead>
            <tr>
              <th scope="col">Backbone</th>
              <th scope="col">Backbone alone</th>
              <th scope="col">Readout, {column.taskLabel}</th>
              <th scope="col">Together</th>
            </tr>
          </thead>
          <tbody>
            {timed.map(({ row, backbone, readout, total }) => (
              <tr key={row.id}>
                <th scope="row">{row.label}</th>
                <td>{backbone.toFixed(3)}</td>
                <td>{readout?.toFixed(3) ?? "not timed"}</td>
                <td>{readout === undefined ? "not known" : total.toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
