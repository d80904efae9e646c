import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { protocolTasks } from "#contract";
import { shownProtocolBoard } from "../../_parts/shown-board.ts";
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
  const [id] = (await params).path ?? [];
  return { title: protocolTasks.find((task) => task.id === id)?.label ?? "Tasks" };
}

export default async function Tasks({ params }: Properties) {
  const [id, ...cohort] = (await params).path ?? [];
  if (id === undefined) return <TaskList />;
  const task = protocolTasks.find((one) => one.id === id);
  if (!task) notFound();
  return <TaskPage task={task} {...(await shownProtocolBoard(cohort))} />;
}
