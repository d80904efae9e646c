import Link from "next/link";
import { type MetricFacts, metricsOf, type TaskFacts } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import type { RankedRow } from "#db/derive/board-view/ranking.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import { ShapeMark } from "../_parts/shape-mark.tsx";
import { SourceLabel } from "../_parts/source-label.tsx";
import { unitSigns } from "../_parts/units.ts";
import { Better } from "../_table/better.tsx";
import { type Column, DataTable } from "../_table/data-table.tsx";

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
    <DataTable
      caption={`Backbones on ${task.label}`}
      isWide
      leastWidth="40rem"
      rows={ranked}
      keyOf={({ backbone }) => backbone.id}
      columns={[
        { heading: "Rank", cell: (row) => <Rank row={row} /> },
        {
          heading: "Backbone",
          headsRows: true,
          cell: (row) => <Name row={row} address={`${board.cohort.id}.${task.id}`} />,
        },
        ...metrics.map(scoreColumn),
        {
          heading: "Readout parameters",
          cell: ({ learnableMillions: { [task.id]: learnable } }) =>
            learnable !== undefined && `${learnable.toFixed(3)} M`,
        },
        { heading: "Source", cell: ({ cell }) => <SourceLabel source={cell.source} /> },
      ]}
    />
  );
}

function Rank({ row: { rank, cell } }: { row: RankedRow }) {
  return (
    <>
      {rank}
      {cell.rankInterval && (
        <small title="Ranks that hold for all backbones at once, with 95 % confidence">
          {cell.rankInterval[0]}–{cell.rankInterval[1]}
        </small>
      )}
    </>
  );
}

function Name({ row: { backbone }, address }: { row: RankedRow; address: string }) {
  const training = trainingOf(backbone.category);
  return (
    <>
      <ShapeMark training={training} />
      <Link href={`/backbones/${backbone.id}#${address}`} prefetch={false}>
        {backbone.label}
      </Link>
      <span className="visually-hidden">, {trainingFacts(training).label.toLowerCase()}</span>
    </>
  );
}

const scoreColumn = ({ id, label, unit, better, digits }: MetricFacts): Column<RankedRow> => ({
  id,
  heading: (
    <>
      {label}
      {unitSigns[unit] && `, ${unitSigns[unit]}`} <Better direction={better} />
    </>
  ),
  cell: ({ cells: { [id]: cell } }) => (
    <>
      {cell ? cell.value.toFixed(digits) : "no result"}
      {cell?.interval && <small>{cell.interval.map((end) => end.toFixed(digits)).join(" to ")}</small>}
    </>
  ),
});
