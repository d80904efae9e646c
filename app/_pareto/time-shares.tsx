import type { SpeedSetting } from "#db/derive/board/speed.ts";
import type { MetricColumn } from "#db/derive/board-view/columns.ts";
import { ScrollRegion } from "../_parts/scroll-region.tsx";
import styles from "./pareto.module.css";
import { type TimeShares, total } from "./times.ts";

interface SharesProperties extends TimeShares {
  /** Its task's readout is shown. */
  readonly column: MetricColumn;
  readonly setting: SpeedSetting;
}

/** Backbone and readout as stacked bars, in units of ViT-B/16 at 224 (paper, Fig. 9), with the numbers as a table. */
export function TimeBars({ timed, untimed, column, setting }: SharesProperties) {
  const longest = Math.max(...timed.map(total));
  return (
    <section className={styles.shares} aria-labelledby="where-time-goes">
      <h2 id="where-time-goes">Where the time goes</h2>
      <p className={styles.lead}>
        Time of the backbone (dark) and of the readout for {column.taskLabel} (light) on top, in units of
        ViT-B/16 at 224 pixels, which was timed in the same run. Measured on {setting.label}.
        {untimed > 0 && ` ${untimed} of ${untimed + timed.length} backbones in view were not timed on it.`}
      </p>
      <ul className={styles.bars} aria-hidden="true">
        {timed.map((one) => (
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
            {timed.map(({ id, label, backbone, readout }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td>{backbone.toFixed(3)}</td>
                <td>{readout?.toFixed(3) ?? "not timed"}</td>
                <td>{readout === null ? "not known" : (backbone + readout).toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
