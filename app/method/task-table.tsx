import { metricsOf, protocolTasks } from "#contract";
import { unitWords } from "../_parts/units.ts";
import { GroupedTable } from "../_table/data-table.tsx";

/** The protocol's tasks and metrics, in the board's order. */
export function TaskTable() {
  return (
    <GroupedTable
      caption="Tasks and metrics"
      isWide
      leastWidth="34rem"
      groups={protocolTasks}
      rowsOf={({ id }) => metricsOf(id)}
      placeOf={({ id }) => id}
      keyOf={({ id }) => id}
      groupColumns={[
        { heading: "Task", cell: ({ label }) => label },
        { heading: "Question", cell: ({ summary }) => summary },
      ]}
      columns={[
        {
          heading: "Metric",
          cell: ({ label, name, unit, primary, task }) =>
            `${label}: ${name}, ${unitWords[unit]}${primary && metricsOf(task).length > 1 ? " (ranks)" : ""}`,
        },
        { heading: "Better", cell: ({ better }) => better },
      ]}
    />
  );
}
