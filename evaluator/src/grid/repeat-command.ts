import { baseVariant, type CellRequest } from "../cell/request.ts";
import { hasBaselineDim } from "../contract/index.ts";
import { shellCommand } from "../files/shell-command.ts";

/**
 * The command that measures one cell by itself, as a shell takes it.
 *
 * @param where `--data DIR --out DIR` and the options of engine and cache
 */
export function repeatCommand(request: CellRequest, where: readonly string[]): string {
  const { backbone, task, seed, variant, budget } = request;
  const words = ["evaluator", "run", "--backbone", backbone, "--task", task, "--seeds", `${seed}`];
  if (variant.readout !== baseVariant.readout) words.push("--variant", variant.readout);
  if (variant.maskForm !== baseVariant.maskForm) words.push("--mask", variant.maskForm);
  if (variant.inputResize !== baseVariant.inputResize) words.push("--input-resize", variant.inputResize);
  if (variant.resolution !== baseVariant.resolution) words.push("--resolution", variant.resolution);
  if (hasBaselineDim(variant.readout)) words.push("--baseline-dim", `${variant.baselineDim}`);
  if (variant.learningRate !== baseVariant.learningRate) {
    words.push("--learning-rate", `${variant.learningRate}`);
  }
  if (budget.name === "smoke") words.push("--smoke", "--iterations", `${budget.iterations}`);
  if (budget.name === "custom") {
    words.push("--iterations", `${budget.iterations}`, "--batch-size", `${budget.batchSize}`);
  }
  return shellCommand([...words, ...where]);
}
