import { Option } from "commander";
import { defaultBaselineDim, hasBaselineDim, readoutIds, type Variant } from "../contract/index.ts";
import { baselineDims } from "../protocol.ts";
import { chosen, positiveInteger } from "./list-option.ts";

/** The options `--variant` and `--baseline-dim` as they were typed. */
export interface ReadoutFlags {
  readonly variant: string;
  readonly baselineDim: string;
}

/** `--baseline-dim`, next to every `--variant`. */
export function baselineDimOption(): Option {
  return new Option(
    "--baseline-dim <numbers>",
    `widths of the bicubic and transposed-convolution readouts joined by commas, or all: ${baselineDims.join(", ")}`,
  ).default(`${defaultBaselineDim}`);
}

/** Each readout asked for, the baselines once for each width. */
export function chosenReadouts(flags: ReadoutFlags): Pick<Variant, "readout" | "baselineDim">[] {
  const asked =
    flags.baselineDim === "all"
      ? baselineDims
      : flags.baselineDim.split(",").map((dim) => positiveInteger(dim.trim(), "--baseline-dim"));
  return chosen(flags.variant, readoutIds, "variant").flatMap((readout) =>
    (hasBaselineDim(readout) ? asked : [null]).map((baselineDim) => ({ readout, baselineDim })),
  );
}
