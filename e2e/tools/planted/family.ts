import { behind, both, made, type PlantedStep } from "./step.ts";

const families = "evaluator/src/backbones/family-graph.ts";
const inputSides = "evaluator/src/backbones/input-side.ts";
const loading = "db/derive/loading/timm.ts";

export const family: readonly PlantedStep[] = [
  {
    named: "evaluator/src/contract/manifest.ts",
    file: "evaluator/src/contract/manifest.ts",
    take: behind("export const familyIds = [", `"planted",`),
    missedIn: families,
  },
  {
    named: "evaluator/src/backbones/<family>.ts",
    file: "evaluator/src/backbones/planted.ts",
    take: made(`import { z } from "zod";
import { type GraphBuilder, ints, type Value } from "../onnx/index.ts";

export const plantedOptions = z.strictObject({ patch_size: z.number().int().positive() });

/** [B, 3, I, I] -> [B, 3, I / P, I / P] */
export function buildPlanted(graph: GraphBuilder, pixels: Value, o: z.infer<typeof plantedOptions>): Value {
  const patch = ints([o.patch_size, o.patch_size]);
  return graph.op("AveragePool", [pixels], { kernel_shape: patch, strides: patch });
}
`),
    missedIn: families,
  },
  {
    named: families,
    file: families,
    take: both(
      behind(
        `import { buildPatchDct, patchDctOptions } from "./patch-dct.ts";`,
        `import { buildPlanted, plantedOptions } from "./planted.ts";`,
      ),
      behind(
        `  "patch-dct": weightless(patchDctOptions, buildPatchDct),`,
        "  planted: weightless(plantedOptions, buildPlanted),",
      ),
    ),
    missedIn: families,
  },
  {
    named: inputSides,
    file: inputSides,
    take: behind(`  hiera: "fixed",`, `  planted: "fixed",`),
    missedIn: inputSides,
  },
  {
    named: loading,
    file: loading,
    take: behind(`  "patch-dct": null,`, "  planted: null,"),
    missedIn: loading,
  },
];
