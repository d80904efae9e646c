import { behind, made, type PlantedStep } from "./step.ts";

const plantedPage = "app/_planted/planted-page.tsx";

export const page: readonly PlantedStep[] = [
  {
    named: "db/derive/<figures>.ts",
    file: "db/derive/planted.ts",
    take: made(`import type { Board } from "./board/board.ts";

export interface Planted {
  readonly id: string;
  readonly label: string;
  readonly parametersMillions: number;
  readonly cells: number;
}

export const planted = ({ rows }: Board): Planted[] =>
  rows.map(({ backbone: { id, label, parametersMillions }, cells }) => ({
    id,
    label,
    parametersMillions,
    cells: Object.keys(cells).length,
  }));
`),
    missedIn: plantedPage,
  },
  {
    named: "app/_<page>/<page>-page.tsx",
    file: plantedPage,
    take: made(`"use client";

import type { Planted } from "#db/derive/planted.ts";
import { ExportedChart } from "../_charts/exported-chart.tsx";
import { PointChart } from "../_charts/point-chart.tsx";
import { DataTable } from "../_table/data-table.tsx";

const axis = { scale: "linear", direction: "normal", ticks: [0, 10], format: String } as const;

export function PlantedPage({ rows }: { rows: readonly Planted[] }) {
  return (
    <>
      <h1>Planted</h1>
      <ExportedChart
        name="planted"
        title="Planted"
        source="Planted"
        table={{ columns: ["id", "scores"], rows: rows.map(({ id, cells }) => [id, cells]) }}
      >
        <PointChart
          size="chart"
          label="Planted"
          x={{ ...axis, label: "Parameters, M", name: "Parameters", domain: [0, 10_000] }}
          y={{ ...axis, label: "Scores", name: "Scores", domain: [0, 10] }}
          points={rows.map(({ id, label, parametersMillions, cells }) => ({
            id,
            label,
            training: "supervised",
            x: parametersMillions,
            y: cells,
            weight: "plain",
            remark: null,
            description: label,
          }))}
        />
      </ExportedChart>
      <DataTable
        caption="Planted"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { heading: "Backbone", cell: ({ label }) => label },
          { heading: "Scores", cell: ({ cells }) => cells },
        ]}
      />
    </>
  );
}
`),
    missedIn: "app/planted/[[...cohort]]/page.tsx",
  },
  {
    named: "app/<page>/[[...cohort]]/page.tsx",
    file: "app/planted/[[...cohort]]/page.tsx",
    take: made(`import { planted } from "#db/derive/planted.ts";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
import { PlantedPage } from "../../_planted/planted-page.tsx";

export function generateStaticParams(): { cohort: string[] }[] {
  return [];
}

export default async function Planted({ params }: { params: Promise<{ cohort?: string[] }> }) {
  const { board } = await shownProtocolBoard((await params).cohort);
  return <PlantedPage rows={planted(board)} />;
}
`),
    missedIn: "app/_shell/sections.ts",
  },
  {
    named: "app/_shell/sections.ts",
    file: "app/_shell/sections.ts",
    take: behind(`  "/pareto": ["Explore", "Pareto"],`, `  "/planted": ["Explore", "Planted"],`),
    missedIn: "app/_shell/sections.ts",
  },
  {
    named: "e2e/every-page.spec.ts",
    file: "e2e/every-page.spec.ts",
    take: behind(
      `  "/submit/[[...none]]": { submit: { path: "/submit" } },`,
      `  "/planted/[[...cohort]]": { planted: { path: "/planted" } },`,
    ),
    missedIn: "e2e/every-page.spec.ts",
  },
  {
    named: "e2e/bench/reads.ts",
    file: "e2e/bench/reads.ts",
    take: behind(
      `    "/submit/[[...none]]": [page("/submit")],`,
      `    "/planted/[[...cohort]]": [page("/planted")],`,
    ),
    missedIn: "e2e/bench/reads.ts",
  },
];
