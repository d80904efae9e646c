import { metricFacts, taskFacts } from "#contract";
import type { Reproduction } from "#db/read/reproductions.ts";
import { unitSigns } from "../_parts/units.ts";
import styles from "./backbone.module.css";

/** What other maintainers measured again, and whether it is the same within what seeds change. */
export function SecondRuns({ runs }: { runs: readonly Reproduction[] }) {
  if (runs.length === 0) return null;
  return (
    <div className={styles.results}>
      <h3>Measured again</h3>
      <ul>
        {runs.map((run) => (
          <li key={`${run.metric} ${run.reproducedBy}`}>
            {taskFacts(run.task).label}, {metricFacts(run.metric).label}: {verdictWords(run)}
          </li>
        ))}
      </ul>
      <p>
        <a href="/method#second-runs">How two runs are compared</a>
      </p>
    </div>
  );
}

/** "reproduced by grace-hopper: 61.2 against 61.3, within ±0.4 %". */
function verdictWords({ metric, reproducedBy, first, second, margin, verdict }: Reproduction): string {
  const { digits, unit } = metricFacts(metric);
  const shown = (value: number) => value.toFixed(digits);
  const against = `${shown(second)} against ${shown(first)}`;
  if (verdict === "not known" || margin === null) {
    return `measured by ${reproducedBy}: ${against}; one seed each, and what another seed changes is not known`;
  }
  const within = `±${shown(margin)}${unitSigns[unit]}`;
  if (verdict === "reproduced") return `reproduced by ${reproducedBy}: ${against}, within ${within}`;
  return `differs for ${reproducedBy}: ${against}, more than ${within}`;
}
