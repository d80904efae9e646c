import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { protocolTasks } from "#contract";
import { boardAddress } from "../../_parts/board-address.ts";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
import { taskPreview } from "../../_preview/preview-path.ts";
import { pageMetadata } from "../../_shell/page-metadata.ts";
import { TaskList } from "../../_task/task-list.tsx";
import { TaskPage } from "../../_task/task-page.tsx";

/** Made at the first visit and kept until an upload: the build has no database. */
export function generateStaticParams(): { path: string[] }[] {
  return [];
}

interface Properties {
  /** Nothing for the list, a task, and after it a cohort. */
  readonly params: Promise<{ path?: string[] }>;
}

export async function generateMetadata({ params }: Properties): Promise<Metadata> {
  const [id, ...cohort] = (await params).path ?? [];
  const task = protocolTasks.find((one) => one.id === id);
  if (!task) {
    return pageMetadata({
      ...{ title: "Tasks", path: "/tasks" },
      description:
        "Six questions that every place of an image can answer, and which backbone answers each best.",
    });
  }
  const shown = await shownProtocolBoard(cohort);
  const path = boardAddress(`/tasks/${task.id}`, shown);
  const { title, id: cohortId } = shown.board.cohort;
  return pageMetadata({
    title: shown.cohorts[0]?.id === cohortId ? task.label : `${task.label}, ${title}`,
    description: `${task.summary} How it is measured, and which backbones do it best. ${title}.`,
    path,
    preview: taskPreview(task.id, cohortId),
  });
}

export default async function Tasks({ params }: Properties) {
  const [id, ...cohort] = (await params).path ?? [];
  if (id === undefined) return <TaskList board={(await shownProtocolBoard()).board} />;
  const task = protocolTasks.find((one) => one.id === id);
  if (!task) notFound();
  return <TaskPage task={task} {...(await shownProtocolBoard(cohort))} />;
}
