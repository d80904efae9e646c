import { elementCount } from "../math/element-count.ts";
import { int } from "./attribute.ts";
import type { Device } from "./device.ts";
import { GraphBuilder, type Value } from "./graph-builder.ts";
import { type InferenceSession, openSession, SessionTensor } from "./session.ts";

/** Inputs of one Concat: WebGPU's shaders bind few buffers. */
const joinedAtOnce = 8;

export interface ResidentOptions {
  readonly device: Device;
  /** Shape of one item. */
  readonly shape: readonly number[];
  /** Items of a joined batch. */
  readonly batch: number;
  /** Most bytes of items that stay. */
  readonly byteBudget: number;
}

/**
 * Items that stay in a card's memory, by key, and batches of them that never pass the processor: over WebGPU, uploading a
 * batch of features can take longer than the step that it is for.
 */
export class ResidentTensors implements AsyncDisposable {
  readonly #options: ResidentOptions;
  readonly #upload: InferenceSession;
  readonly #join: InferenceSession;
  readonly #kept = new Map<string, SessionTensor>();
  readonly #zero: SessionTensor;

  private constructor(
    options: ResidentOptions,
    upload: InferenceSession,
    join: InferenceSession,
    zero: SessionTensor,
  ) {
    this.#options = options;
    this.#upload = upload;
    this.#join = join;
    this.#zero = zero;
  }

  static async open(options: ResidentOptions): Promise<ResidentTensors> {
    const { device, shape, batch } = options;
    const open = (model: Uint8Array) => openSession(model, { device, keepsOutputs: true });
    const [upload, join] = [await open(uploadModel(shape)), await open(joinModel(shape, batch))];
    const zero = await uploaded(upload, new Float32Array(elementCount(shape)), shape);
    return new ResidentTensors(options, upload, join, zero);
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  /**
   * `[batch, ...shape]` of the items, zeros behind them; the caller disposes of it. `items`: those that are not kept; they
   * stay where there is room.
   */
  async join(keys: readonly string[], items: ReadonlyMap<string, Float32Array>): Promise<SessionTensor> {
    const passing = new Map<string, SessionTensor>();
    const { shape, batch, byteBudget } = this.#options;
    for (const [key, item] of items) {
      const stays = 4 * elementCount(shape) * (this.#kept.size + 1) <= byteBudget;
      (stays ? this.#kept : passing).set(key, await uploaded(this.#upload, item, shape));
    }
    const places = Array.from({ length: batch }, (_, place) => {
      const key = keys[place];
      const tensor = key === undefined ? this.#zero : (this.#kept.get(key) ?? passing.get(key));
      if (!tensor) throw new Error(`item ${key} is neither kept nor given`);
      return [`item${place}`, tensor] as const;
    });
    const { joined } = await this.#join.run(Object.fromEntries(places));
    for (const tensor of passing.values()) tensor.dispose();
    if (!joined) throw new Error("the session has no output named joined");
    return joined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tensor of [...this.#kept.values(), this.#zero]) tensor.dispose();
    this.#kept.clear();
    await this.#upload.release();
    await this.#join.release();
  }
}

async function uploaded(
  session: InferenceSession,
  data: Float32Array,
  shape: readonly number[],
): Promise<SessionTensor> {
  const { kept } = await session.run({ item: new SessionTensor("float32", data, [1, ...shape]) });
  if (!kept) throw new Error("the session has no output named kept");
  return kept;
}

function uploadModel(shape: readonly number[]): Uint8Array {
  const graph = new GraphBuilder("upload");
  graph.output(graph.input("item", "float32", [1, ...shape]), "kept", "float32", [1, ...shape]);
  return graph.build();
}

function joinModel(shape: readonly number[], batch: number): Uint8Array {
  const graph = new GraphBuilder("join");
  let parts: Value[] = Array.from({ length: batch }, (_, place) =>
    graph.input(`item${place}`, "float32", [1, ...shape]),
  );
  while (parts.length > 1) {
    const joined: Value[] = [];
    for (let from = 0; from < parts.length; from += joinedAtOnce) {
      joined.push(graph.op("Concat", parts.slice(from, from + joinedAtOnce), { axis: int(0) }));
    }
    parts = joined;
  }
  graph.output(parts[0]!, "joined", "float32", [batch, ...shape]);
  return graph.build();
}
