import type { ChartAxis } from "../_charts/chart-point.ts";
import { linearTicks, paddedDomain, sizeAxis, tickText } from "../_charts/ticks.ts";
import type { Variable } from "./variables.ts";
import type { CorrelationView } from "./view.ts";

function scoreAxis(values: readonly number[]): Pick<ChartAxis, "scale" | "domain" | "ticks"> {
  const domain = paddedDomain(values, "linear");
  return { scale: "linear", domain, ticks: linearTicks(...domain, 5) };
}

/**
 * Sizes on a log axis: they span a decade and ranks do not mind. Where lower-is-better is turned round in the numbers, so
 * is its axis.
 */
export function variableAxis(
  variable: Pick<Variable, "name" | "unit" | "better" | "digits">,
  sign: CorrelationView["sign"],
  values: readonly number[],
): ChartAxis {
  const isTurned = sign === "better" && variable.better === "lower";
  const direction = variable.better
    ? ` (${variable.better} is better${isTurned ? ", axis turned round" : ""})`
    : "";
  return {
    label: `${variable.name}${variable.unit && `, ${variable.unit}`}${direction}`,
    name: variable.name,
    direction: isTurned ? "reversed" : "normal",
    ...(variable.better === null ? sizeAxis(values, "log", 5) : scoreAxis(values)),
    format: (value) => tickText(value, variable.digits),
  };
}
