import type { GraphBuilder } from "../onnx/index.ts";
import type { Weights } from "./weights.ts";

/** What a layer needs: the graph to add nodes to, and the parameters. */
export interface Model {
  readonly graph: GraphBuilder;
  readonly weights: Weights;
  /** Images of one pass, where the graph is for so many and no others. */
  readonly batch: number | null;
}
