import { type ArtefactIndex, imageShapeOf } from "#contract";

/** Of an image, pixels. */
export interface Shape {
  readonly width: number;
  readonly height: number;
}

/**
 * The shape of an index's images where its pictures may be of another: features and predictions of a whole image squashed to
 * the square of queries. null: pictures are of the image's own shape.
 */
export function imageShape({ task, images }: Pick<ArtefactIndex, "task" | "images">): Shape | null {
  const known = imageShapeOf[task];
  if (!known) return null;
  // As the image was shown, where that is kept; a task's own images otherwise.
  const shown = images.find((image) => image.shown)?.shown;
  return shown ? { width: shown.width, height: shown.height } : { height: known[0], width: known[1] };
}
