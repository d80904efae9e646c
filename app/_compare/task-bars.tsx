import { metricFacts, taskFacts } from "#contract";
import type { Comparison } from "#db/derive/comparison.ts";
import { unitSigns } from "../_parts/units.ts";
import styles from "./compare.module.css";

/** Each task's main metric as bars from the worst to the best of the whole cohort; the numbers stand beside them. */
export function TaskBars({ comparison: { backbones, rows } }: { comparison: Comparison }) {
  const main = rows.filter(({ metric }) => metricFacts(metric).primary);
  return (
    <ul className={styles.tasks}>
      {main.map((row) => {
        const metric = metricFacts(row.metric);
        return (
          <li key={row.metric}>
            <h3>
              {taskFacts(metric.task).label} <small className={styles.metric}>{metric.label}</small>
            </h3>
            <ul>
              {row.cells.map((compared, index) => (
                <li key={backbones[index]?.id} data-place={index + 1}>
                  <span className={styles.name}>{backbones[index]?.label}</span>
                  <span className={styles.number}>
                    {compared
                      ? `${compared.cell.value.toFixed(metric.digits)} ${unitSigns[metric.unit]}`
                      : "no result"}
                  </span>
                  <span className={styles.track} aria-hidden="true">
                    {compared && <i style={{ width: `${percent(compared.cell.value, row)}%` }} />}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        );
      })}
    </ul>
  );
}

/** 0 at the cohort's worst, 100 at its best. */
function percent(value: number, { best, worst }: { best: number; worst: number }): number {
  return best === worst ? 100 : Math.round((1000 * (value - worst)) / (best - worst)) / 10;
}
