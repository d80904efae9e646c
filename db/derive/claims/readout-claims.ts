import type { VariantTable } from "../variants/variant-table.ts";
import { type Claim, type ClaimCheck, claim, name } from "./claim.ts";

/** In how many cells of a row of variants is the variant better, or worse, than the base? */
function variantChecks({ columns, rows }: VariantTable, key: string, better: boolean): ClaimCheck[] {
  const row = rows.find((one) => one.key === key);
  if (!row) return [];
  return [...new Set(columns.map(({ metric }) => metric))].map((metric) => {
    const cells = row.cells.filter((cell, index) => cell && columns[index]?.metric === metric);
    const held = cells.filter((cell) => cell?.better === better).length;
    return {
      label: `${row.label}, ${name(metric)}: ${better ? "better" : "worse"} than the base`,
      found: `${held} of ${cells.length} backbones`,
      holds: held === cells.length,
    };
  });
}

export function readoutClaims(ablations: VariantTable, higherResolution: VariantTable): Claim[] {
  return [
    claim({
      id: "dim-24",
      section: "5.3",
      statement: "Twenty-four dimensions are better than sixteen.",
      checks: variantChecks(ablations, "dim-24", true),
    }),
    claim({
      id: "dim-8",
      section: "5.3",
      statement: "Eight dimensions are worse than sixteen.",
      checks: variantChecks(ablations, "dim-8", false),
    }),
    claim({
      id: "no-mask",
      section: "5.3",
      statement: "Performance drops without masking.",
      checks: variantChecks(ablations, "no-mask", false),
    }),
    claim({
      id: "shared-sigma",
      section: "5.3",
      statement: "Performance drops where all heads share one σ.",
      checks: variantChecks(ablations, "shared-sigma", false),
    }),
    claim({
      id: "no-cnn",
      section: "5.3",
      statement: "The CNN accounts for small improvements, so leaving it out costs a little.",
      checks: variantChecks(ablations, "no-cnn", false),
    }),
    claim({
      id: "higher-resolution",
      section: "A.2",
      statement: "SigLIP-512 and DINOv2 improve a little with higher input resolution.",
      checks: higherResolution.columns.flatMap(({ metric, backboneId, backboneLabel }, index) => {
        const [base, higher] = higherResolution.rows.map(({ cells }) => cells[index]);
        if (!base || !higher || !["siglip-512", "dinov2-b"].includes(backboneId)) return [];
        return {
          label: `${backboneLabel}, ${name(metric)}: better`,
          found: `${base.value} to ${higher.value}`,
          holds: higher.better === true,
        };
      }),
    }),
  ];
}
