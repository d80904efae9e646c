import { readFields } from "./proto-reader.ts";
import { ProtoWriter } from "./protobuf.ts";

/** Messages of onnx.proto on the way from a model to the place of a tensor's external data, by field. */
const inside = {
  model: { 7: "graph", 25: "function" },
  function: { 7: "node" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
  entry: {},
} as const satisfies Record<string, Record<number, string>>;
type MessageType = keyof typeof inside;

const text = new TextDecoder();

function rewritten(message: Uint8Array, type: MessageType, place: (location: string) => string): ProtoWriter {
  const out = new ProtoWriter();
  const fields = [...readFields(message)];
  const isLocation =
    type === "entry" && fields.some(({ field, bytes }) => field === 1 && text.decode(bytes) === "location");
  const children: Readonly<Record<number, MessageType>> = inside[type];
  for (const { field, bytes, raw } of fields) {
    const child = children[field];
    if (isLocation && field === 2) out.string(2, place(text.decode(bytes)));
    else if (child) out.message(field, rewritten(bytes, child, place));
    else out.encoded(raw);
  }
  return out;
}

/**
 * The same model with its external data at other places: `place` gives the new path of each. Everything else keeps its
 * bytes. Throws ProtoError where the bytes are no protobuf message.
 */
export function relocateExternalData(model: Uint8Array, place: (location: string) => string): Uint8Array {
  return rewritten(model, "model", place).finish();
}
