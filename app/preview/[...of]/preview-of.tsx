import type { ReactElement } from "react";
import { protocolTasks } from "#contract";
import type { Board } from "#db/derive/board/board.ts";
import { trainingFacts, trainingOf } from "#db/derive/board-view/training.ts";
import { backbonePage, board, listCohorts } from "#db/read/queries.ts";
import { askedBackbones, plainSegment } from "../../_compare/view.ts";
import {
  AwaitingPreview,
  BackbonePreview,
  BoardPreview,
  ComparePreview,
  ParetoPreview,
  TaskPreview,
} from "../../_preview/previews.tsx";

/** @param board null: no such board, or one without numbers, which has nothing to show */
const whereShown = (found: Board | null, draw: (board: Board) => ReactElement) =>
  found && found.rows.length > 0 ? draw(found) : null;

/** On the first board that has it: the paper's, then official ones; what nobody has measured by what it is. */
async function previewOfBackbone(id: string): Promise<ReactElement | null> {
  const page = await backbonePage(id);
  if (!page) return null;
  const [first] = page.boards;
  const found = first ? await board(first.cohort.id) : null;
  if (found) return <BackbonePreview board={found} id={id} />;
  const { label, category, architecture, pretrainingData } = page.backbone;
  const words = `${trainingFacts(trainingOf(category)).label} · ${architecture} · ${pretrainingData}`;
  return <AwaitingPreview backbone={{ id, label, words }} />;
}

async function previewOfComparison(cohortId: string, asked: string): Promise<ReactElement | null> {
  return whereShown(await board(cohortId), (found) => {
    const known = found.rows.map(({ backbone }) => backbone.id);
    const ids = askedBackbones([asked], known);
    // One comparison has one address, and one picture.
    return ids.join(",") === asked ? (
      <ComparePreview board={found} ids={ids} />
    ) : (
      <BoardPreview board={found} />
    );
  });
}

async function previewOfTask(id: string, cohortId: string): Promise<ReactElement | null> {
  const task = protocolTasks.find((one) => one.id === id);
  if (!task) return null;
  return whereShown(await board(cohortId), (found) => <TaskPreview board={found} task={task.id} />);
}

/** The preview at an address below `/preview` (`_preview/preview-path.ts` writes them); null: there is none. */
export async function previewOf(segments: readonly string[]): Promise<ReactElement | null> {
  const path = plainSegment(segments.join("/")) ?? "";
  const [kind, ...of] = /^(.+)\.png$/.exec(path)?.[1]?.split("/") ?? [];
  const [first = "", second = "", ...rest] = of;
  if (rest.length > 0) return null;
  const single = second === "";
  if (kind === "site" && of.length === 0) {
    const [cohort] = await listCohorts();
    return whereShown(cohort ? await board(cohort.id) : null, (found) => <BoardPreview board={found} />);
  }
  if (kind === "boards" && single)
    return whereShown(await board(first), (found) => <BoardPreview board={found} />);
  if (kind === "pareto" && single)
    return whereShown(await board(first), (found) => <ParetoPreview board={found} />);
  if (kind === "backbones" && single) return previewOfBackbone(first);
  if (kind === "compare") return previewOfComparison(first, second);
  return kind === "tasks" ? previewOfTask(first, second) : null;
}
