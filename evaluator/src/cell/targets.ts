import type { Dataset } from "../data/dataset.ts";
import type { RandomStream } from "../math/random.ts";
import type { Targets } from "../readout/trainer.ts";
import type { ImageTarget, Task } from "../tasks/task.ts";

/** Bytes of targets that a cell keeps. */
export const defaultKeptBytes = 512 * 2 ** 20;

/** Training targets by image id, kept in memory up to a byte budget: VOC's 1,464 take 73 MB. */
export class TargetSource {
  readonly #task: Task<unknown, unknown>;
  readonly #dataset: Dataset<unknown>;
  readonly #byteBudget: number;
  readonly #kept = new Map<string, ImageTarget>();
  #keptBytes = 0;

  constructor(task: Task<unknown, unknown>, dataset: Dataset<unknown>, byteBudget = defaultKeptBytes) {
    this.#task = task;
    this.#dataset = dataset;
    this.#byteBudget = byteBudget;
  }

  /** What the loss compares the outputs of these images with. `random`: see `Task.batchTargets`. */
  async batch(ids: readonly string[], random: RandomStream): Promise<Targets> {
    const images = [];
    for (const id of ids) images.push(await this.#target(id));
    return this.#task.batchTargets(images, random);
  }

  async #target(id: string): Promise<ImageTarget> {
    const kept = this.#kept.get(id);
    if (kept) return kept;
    const target = this.#task.target(await this.#dataset.readAnnotation(id));
    const bytes = byteLength(target);
    if (this.#keptBytes + bytes <= this.#byteBudget) {
      this.#kept.set(id, target);
      this.#keptBytes += bytes;
    }
    return target;
  }
}

function byteLength(target: ImageTarget): number {
  const arrays = ArrayBuffer.isView(target) ? [target] : Object.values(target);
  return arrays.reduce((sum, array) => sum + array.byteLength, 0);
}
