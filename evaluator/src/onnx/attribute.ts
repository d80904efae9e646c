import { ProtoWriter } from "./protobuf.ts";

/** One attribute value of an ONNX node; the constructors below are the only way to make one. */
export type Attribute =
  | { readonly kind: "int"; readonly value: number | bigint }
  | { readonly kind: "ints"; readonly value: readonly (number | bigint)[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  /** A GraphProto; made by `GraphBuilder.graph`. */
  | { readonly kind: "graph"; readonly value: ProtoWriter };

export const int = (value: number | bigint): Attribute => ({ kind: "int", value });
export const ints = (value: readonly (number | bigint)[]): Attribute => ({ kind: "ints", value });
export const float = (value: number): Attribute => ({ kind: "float", value });
export const string = (value: string): Attribute => ({ kind: "string", value });

/** AttributeProto of onnx.proto, with the `type` field that ONNX requires since IR version 2. */
export function attributeMessage(name: string, attribute: Attribute): ProtoWriter {
  const message = new ProtoWriter().string(1, name);
  switch (attribute.kind) {
    case "float":
      return message.float(2, attribute.value).integer(20, 1);
    case "int":
      return message.integer(3, attribute.value).integer(20, 2);
    case "string":
      return message.string(4, attribute.value).integer(20, 3);
    case "graph":
      return message.message(6, attribute.value).integer(20, 5);
    case "ints":
      for (const value of attribute.value) message.integer(8, value);
      return message.integer(20, 7);
  }
}
