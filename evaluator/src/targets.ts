import type { Dataset } from "./data/dataset.ts";
import type { ImageTarget, Task } from "./tasks/task.ts";

const byteBudget = 512 * 2 ** 20;

/** Training targets by image id, kept in memory up to a byte budget: VOC's 1,464 take 73 MB. */
export class TargetSource {
  readonly #task: Task<unknown, unknown>;
  readonly #dataset: Dataset<unknown>;
  readonly #kept = new Map<string, ImageTarget>();
  #keptBytes = 0;

  constructor(task: Task<unknown, unknown>, dataset: Dataset<unknown>) {
    this.#task = task;
    this.#dataset = dataset;
  }

  /** The targets of the images one after the other, `[B, ...]`. */
  async batch(ids: readonly string[]): Promise<ImageTarget> {
    const targets = [];
    for (const id of ids) targets.push(await this.#target(id));
    const [first] = targets;
    const length = ids.length * first.length;
    const batch = first instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
    for (const [place, target] of targets.entries()) batch.set(target, place * first.length);
    return batch;
  }

  async #target(id: string): Promise<ImageTarget> {
    const kept = this.#kept.get(id);
    if (kept) return kept;
    const target = this.#task.target(await this.#dataset.readAnnotation(id));
    if (this.#keptBytes + target.byteLength <= byteBudget) {
      this.#kept.set(id, target);
      this.#keptBytes += target.byteLength;
    }
    return target;
  }
}
