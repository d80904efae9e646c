import { type TaskId, taskIds } from "#contract";

/** Which task and which image an address asks for: `/<page>/<cohort>/<task>/<place>`, each of which may be left out. */
export interface PictureView {
  readonly task: TaskId;
  /** Place of the image in the list, from 0. */
  readonly image: number;
}

/** Tasks of which there is a document, in the contract's order. */
export function tasksOf(found: readonly { readonly document: { readonly task: TaskId } }[]): TaskId[] {
  return taskIds.filter((task) => found.some(({ document }) => document.task === task));
}

/** null: no such task or image. `images`: how many the task's list has. */
export function pictureView(
  [task, place]: readonly (string | undefined)[],
  tasks: readonly TaskId[],
  images: (task: TaskId) => number,
): PictureView | null {
  const shown = task === undefined ? tasks[0] : tasks.find((id) => id === task);
  if (shown === undefined) return null;
  const image = place === undefined ? 1 : Number(place);
  if (!Number.isInteger(image) || image < 1 || image > Math.max(1, images(shown))) return null;
  return { task: shown, image: image - 1 };
}

/** The one address of a view; the first image has the task's own. */
export function picturePath(page: string, cohortId: string, { task, image }: PictureView): string {
  return [page, cohortId, task, ...(image > 0 ? [image + 1] : [])].join("/");
}

/** "28 x 28" with a real multiplication sign. */
export const sizeWords = ([rows, columns]: readonly [number, number]) => `${rows} × ${columns}`;

/** Pixels of a prediction: eight times its queries. */
export const outputOf = ([rows, columns]: readonly [number, number]): [number, number] => [
  8 * rows,
  8 * columns,
];
