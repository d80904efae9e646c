/** Runs a program operation by operation in TensorFlow.js. */

import type { Executable, Feeds } from "./executor.ts";
import { checkFeeds, hostArray } from "./feeds.ts";
import { inOrder, type MapBody, type Program, type ResultGroup, type Tensor } from "./tensor.ts";
import {
  loadTensorFlowCpu,
  loadTensorFlowNative,
  type TensorFlow,
  type TensorFlowBackend,
  type Tensor as Value,
} from "./tf.ts";
import { compute } from "./tfjs-operations.ts";

type Values = Map<Tensor, Value>;

export async function compileForTensorFlow(program: Program, backend: "native" | "cpu"): Promise<Executable> {
  const loaded = await (backend === "native" ? loadTensorFlowNative() : loadTensorFlowCpu());
  const { tf } = loaded;
  const plan = planOf(Object.values(program.outputs));
  return {
    engine: engineOf(loaded),
    async run(feeds: Feeds) {
      checkFeeds(program, feeds);
      const outputs = tf.tidy(() => {
        const values: Values = new Map();
        for (const input of program.inputs) {
          const name = input.operation.kind === "input" ? input.operation.name : "";
          values.set(input, tf.tensor(hostArray(feeds[name]), [...input.shape], input.dataType));
        }
        evaluate(tf, plan, values);
        return Object.entries(program.outputs).map(
          ([name, tensor]) => [name, computed(values, tensor)] as const,
        );
      });
      const results: Record<string, Float32Array> = {};
      for (const [name, value] of outputs) {
        results[name] = (await value.data()) as Float32Array;
        value.dispose();
      }
      return results;
    },
    async [Symbol.asyncDispose]() {},
  };
}

const engineOf = ({ version, backend, device }: TensorFlowBackend) => ({
  name: backend === "tensorflow" ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-backend-cpu",
  version,
  backend,
  device,
});

/** Tensors in the order of their computation, and with each step those that nothing needs afterwards. */
interface Plan {
  readonly steps: readonly { readonly tensor: Tensor; readonly finished: readonly Tensor[] }[];
  readonly bodies: ReadonlyMap<Tensor, Plan>;
  /** Results of maps that the plan reads. */
  readonly used: ReadonlySet<Tensor>;
}

function planOf(outputs: readonly Tensor[]): Plan {
  const order = inOrder(outputs);
  const used = new Set(order);
  const lastUser = new Map<Tensor, Tensor>();
  for (const tensor of order) for (const input of tensor.inputs) lastUser.set(input, tensor);
  for (const output of outputs) lastUser.delete(output);
  const finishedBy = new Map<Tensor, Tensor[]>();
  for (const [tensor, user] of lastUser) {
    if (!["input", "map"].includes(tensor.operation.kind))
      finishedBy.set(user, [...(finishedBy.get(user) ?? []), tensor]);
  }
  const bodies = new Map<Tensor, Plan>();
  for (const tensor of order) {
    if (tensor.operation.kind === "map") {
      const results = order.filter((one) => one.operation.kind === "result" && one.inputs[0] === tensor);
      bodies.set(tensor, planOf(results.map((result) => pieceOf(tensor.operation as MapOperation, result))));
    }
  }
  return { steps: order.map((tensor) => ({ tensor, finished: finishedBy.get(tensor) ?? [] })), bodies, used };
}

type MapOperation = Extract<Tensor["operation"], { kind: "map" }>;

function pieceOf({ body }: MapOperation, { operation }: Tensor): Tensor {
  if (operation.kind !== "result") throw new Error(`${operation.kind} is no result of a map`);
  return body[operation.group][operation.index];
}

function computed(values: Values, tensor: Tensor): Value {
  const value = values.get(tensor);
  if (!value) throw new Error(`${tensor.operation.kind} [${tensor.shape}] is used before it is computed`);
  return value;
}

/** Computes all of `plan` into `values`. A value that nothing needs any more is released at once. */
function evaluate(tf: TensorFlow, plan: Plan, values: Values): void {
  const owned = new Set<Tensor>();
  for (const { tensor, finished } of plan.steps) {
    if (values.has(tensor)) continue;
    const { operation } = tensor;
    if (operation.kind === "map") {
      runMap(tf, plan, tensor, operation, values);
      for (const one of plan.used)
        if (one.inputs[0] === tensor && one.operation.kind === "result") owned.add(one);
    } else {
      const inputs = tensor.inputs.map((input) => computed(values, input));
      values.set(
        tensor,
        tf.tidy(() => compute(tf, tensor, inputs)),
      );
      owned.add(tensor);
    }
    for (const one of finished) {
      if (!owned.has(one)) continue;
      values.get(one)?.dispose();
      values.delete(one);
    }
  }
}

function runMap(tf: TensorFlow, plan: Plan, loop: Tensor, operation: MapOperation, values: Values): void {
  const { body } = operation;
  const inner = plan.bodies.get(loop) as Plan;
  const results = [...plan.used].filter((one) => one.operation.kind === "result" && one.inputs[0] === loop);
  const ofGroup = (group: ResultGroup) =>
    results.filter((one) => one.operation.kind === "result" && one.operation.group === group);
  const [summed, stacked] = [ofGroup("summed"), ofGroup("stacked")];
  const wholes = loop.inputs.map((input) => computed(values, input));
  const pieces: Value[][] = stacked.map(() => []);
  let totals: Value[] | null = null;
  for (let index = 0; index < body.count; index++) {
    const outputs = tf.tidy(() => {
      const local = bodyInputs(tf, body, wholes, index);
      evaluate(tf, inner, local);
      return [...summed, ...stacked].map((result) =>
        tf.keep(computed(local, pieceOf(operation, result)).clone()),
      );
    });
    const before: Value[] | null = totals;
    const terms = outputs.slice(0, summed.length);
    totals = before ? terms.map((term, one) => tf.keep(tf.add(before[one], term))) : terms;
    if (before) for (const spent of [...before, ...terms]) spent.dispose();
    outputs.slice(summed.length).forEach((piece, one) => {
      pieces[one].push(piece);
    });
  }
  summed.forEach((result, one) => {
    values.set(result, adopt((totals as Value[])[one]));
  });
  stacked.forEach((result, one) => {
    values.set(result, tf.stack(pieces[one]));
    for (const piece of pieces[one]) piece.dispose();
  });
}

/** Hands a kept tensor over to the tidy around the run: a clone shares its data. */
function adopt(kept: Value): Value {
  const owned = kept.clone();
  kept.dispose();
  return owned;
}

function bodyInputs(tf: TensorFlow, body: MapBody, wholes: readonly Value[], index: number): Values {
  const local: Values = new Map();
  body.sliced.forEach((tensor, one) => {
    const whole = wholes[one];
    const begin = whole.shape.map((_, axis) => (axis === 0 ? index : 0));
    const size = whole.shape.map((full, axis) => (axis === 0 ? 1 : full));
    local.set(tensor, tf.reshape(tf.slice(whole, begin, size), [...tensor.shape]));
  });
  body.shared.forEach((tensor, one) => {
    local.set(tensor, wholes[body.sliced.length + one]);
  });
  return local;
}
