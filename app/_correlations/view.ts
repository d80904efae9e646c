import type { Variable } from "./variables.ts";

export interface CorrelationView {
  readonly x: string;
  readonly y: string;
  /** As printed, or with lower-is-better metrics turned round so that plus always means "better together". */
  readonly sign: "raw" | "better";
}

const first = { x: "parameters", y: "voc2012.iou" };

export function parseCorrelationView(
  parameters: URLSearchParams,
  variables: readonly Variable[],
): CorrelationView {
  const known = (name: "x" | "y") =>
    variables.find((variable) => variable.id === parameters.get(name))?.id ??
    variables.find((variable) => variable.id === first[name])?.id ??
    variables[name === "x" ? 0 : variables.length - 1]?.id ??
    "";
  return { x: known("x"), y: known("y"), sign: parameters.get("sign") === "better" ? "better" : "raw" };
}

export function serialiseCorrelationView(view: CorrelationView): URLSearchParams {
  const parameters = new URLSearchParams();
  if (view.x !== first.x) parameters.set("x", view.x);
  if (view.y !== first.y) parameters.set("y", view.y);
  if (view.sign !== "raw") parameters.set("sign", view.sign);
  return parameters;
}
