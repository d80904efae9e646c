import { describe, expect, test } from "vitest";
import { buildFamilyGraph } from "./family-graph.ts";
import { readManifest } from "./manifest-file.ts";

describe("options of a vision transformer that contradict each other are named", async () => {
  const manifest = await readManifest("eva02-b");
  const build = (options: Record<string, unknown>) => () =>
    buildFamilyGraph({ ...manifest, options: { ...manifest.options, ...options } }, null);

  test("rotary positions need heads of two axes of planes", () => {
    expect(build({ head_dim: 66 })).toThrow(/options\.head_dim: expected a multiple of 4/);
  });

  test("one key cannot hold two norms", () => {
    const mlp = manifest.options.mlp as { hidden_norm: unknown };
    expect(build({ mlp: { ...mlp, input_norm: mlp.hidden_norm } })).toThrow(
      /options\.mlp\.hidden_norm: expected null beside an input_norm/,
    );
  });

  test("learned positions have a slot for each prefix token or none", () => {
    const pos_embed = manifest.options.pos_embed as object;
    expect(build({ pos_embed: { ...pos_embed, prefix_slots: 2 } })).toThrow(
      /expected a slot for each prefix token or none/,
    );
  });
});
