import Link from "next/link";
import { metricsOf, type TaskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import type { RankedRow } from "#db/derive/board-view/ranking.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { SourceLabel } from "../_parts/source-label.tsx";
import { unitSigns } from "../_parts/units.ts";
import styles from "./task.module.css";

interface RankingProperties {
  readonly board: Board;
  readonly task: TaskFacts;
  /** By the task's main metric, best first. */
  readonly ranked: readonly RankedRow[];
}

/** Backbones of a board by one task. */
export function RankingTable({ board, task, ranked }: RankingProperties) {
  const metrics = metricsOf(task.id).filter(({ id }) => board.rows.some(({ cells }) => cells[id]));
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">Backbones ranked on {task.label}</caption>
      <thead>
        <tr>
          <th scope="col">Rank</th>
          <th scope="col">Backbone</th>
          {metrics.map((metric) => (
            <th key={metric.id} scope="col">
              {metric.label}
              {unitSigns[metric.unit] && `, ${unitSigns[metric.unit]}`}{" "}
              <span aria-hidden="true">{metric.better === "higher" ? "↑" : "↓"}</span>
              <span className="visually-hidden">, {metric.better} is better</span>
            </th>
          ))}
          <th scope="col">Readout parameters</th>
          <th scope="col">Source</th>
        </tr>
      </thead>
      <tbody>
        {ranked.map((row) => {
          const { rank, cell: main } = row;
          const training = trainingOf(row.backbone.category);
          const learnable = row.learnableMillions[task.id];
          return (
            <tr key={row.backbone.id}>
              <td>
                {rank}
                {main.rankInterval && (
                  <small title="95 % interval of the rank">
                    {main.rankInterval[0]}–{main.rankInterval[1]}
                  </small>
                )}
              </td>
              <th scope="row">
                <ShapeMark training={training} />
                <Link href={`/backbones/${row.backbone.id}#${board.cohort.id}.${task.id}`} prefetch={false}>
                  {row.backbone.label}
                </Link>
                <span className="visually-hidden">, {trainingFacts(training).label.toLowerCase()}</span>
              </th>
              {metrics.map(({ id, digits }) => {
                const cell = row.cells[id];
                return (
                  <td key={id}>
                    {cell ? cell.value.toFixed(digits) : "no result"}
                    {cell?.interval && (
                      <small>{cell.interval.map((end) => end.toFixed(digits)).join(" to ")}</small>
                    )}
                  </td>
                );
              })}
              <td>{learnable !== undefined && `${learnable.toFixed(3)} M`}</td>
              <td>
                <SourceLabel source={main.source} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
