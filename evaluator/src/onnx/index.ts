export { float, int, ints, string } from "./attribute.ts";
export { claimCard, unclaimedEnvironment } from "./card.ts";
export {
  cpu,
  type Device,
  deviceName,
  type ExecutionProvider,
  executionProviders,
  parseDevice,
} from "./device.ts";
export { GraphBuilder, type Value } from "./graph-builder.ts";
export { type ModelFile, readModelFile } from "./model-file.ts";
export { type GraphNode, isWholeType, type ModelGraph, readModelGraph } from "./model-graph.ts";
export type { ModelHeader, ValueInfo } from "./model-header.ts";
export { ProtoError } from "./proto-reader.ts";
export { relocateExternalData } from "./relocate.ts";
export { reshape, scalar, slice, transpose, vector } from "./shaping.ts";
export { type Dtype, dtypeName, dtypes } from "./tensor.ts";
