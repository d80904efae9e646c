export { type Attribute, float, floats, int, ints, string, tensor } from "./attribute.ts";
export { type Dim, GraphBuilder, type Value } from "./graph-builder.ts";
export { type ModelHeader, readModelHeader, type ValueInfo } from "./model-header.ts";
export { ProtoError } from "./proto-reader.ts";
export { type Dtype, dtypes, elementCount } from "./tensor.ts";
