"use client";

import Link from "next/link";
import { type TaskId, taskFacts } from "#contract/tasks";
import type { ProgressCell, ProgressRow } from "#db/derive/progress.ts";
import type { Column } from "../_table/data-table.tsx";
import { PagedTable } from "../_table/paged-table.tsx";
import styles from "./queue.module.css";

interface ProgressTableProperties {
  readonly title: string;
  readonly tasks: readonly TaskId[];
  readonly rows: readonly ProgressRow[];
}

/** The grid: a row a backbone, a column a task. */
export function ProgressTable({ title, tasks, rows }: ProgressTableProperties) {
  const columns: readonly Column<ProgressRow>[] = [
    {
      heading: "Backbone",
      cell: ({ id, label }) => (
        <Link href={`/backbones/${id}`} prefetch={false}>
          {label}
        </Link>
      ),
    },
    ...tasks.map((task, index) => ({
      heading: taskFacts(task).short,
      cell: ({ cells }: ProgressRow) => <Cell cell={cells[index] ?? [0, 0]} />,
    })),
  ];
  return (
    <PagedTable
      caption={`Progress: ${title}`}
      isWide
      leastWidth="40rem"
      rows={rows}
      keyOf={({ id }) => id}
      columns={columns}
    />
  );
}

function Cell({ cell: [measured, waiting] }: { cell: ProgressCell }) {
  const state = measured > 0 ? "measured" : waiting > 0 ? "waiting" : "missing";
  const seeds = measured === 1 ? "1 seed" : `${measured} seeds`;
  const words = [
    ...(measured > 0 ? [seeds] : []),
    ...(waiting > 0 ? [measured > 0 ? `${waiting} wait` : "waits"] : []),
  ];
  return (
    <span className={styles.cell} data-state={state}>
      {words.length === 0 ? <span className="visually-hidden">missing</span> : words.join(", ")}
    </span>
  );
}
