import { metricsOf, protocolTasks } from "#contract";
import { unitWords } from "../_parts/units.ts";
import styles from "../_prose/prose.module.css";

/** The protocol's tasks and metrics, in the board's order. */
export function TaskTable() {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">Question</th>
          <th scope="col">Metric</th>
          <th scope="col">Better</th>
        </tr>
      </thead>
      {protocolTasks.map((task) => {
        const metrics = metricsOf(task.id);
        return (
          <tbody key={task.id}>
            {metrics.map((metric, index) => (
              <tr key={metric.id}>
                {index === 0 && (
                  <>
                    <th scope="rowgroup" rowSpan={metrics.length}>
                      {task.label}
                    </th>
                    <td rowSpan={metrics.length}>{task.summary}</td>
                  </>
                )}
                <td>
                  {metric.label}: {metric.name}, {unitWords[metric.unit]}
                  {metric.primary && metrics.length > 1 && " (ranks)"}
                </td>
                <td>{metric.better}</td>
              </tr>
            ))}
          </tbody>
        );
      })}
    </table>
  );
}
