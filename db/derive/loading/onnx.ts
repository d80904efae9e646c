import type { Manifest } from "#contract";
import { call, imports, pixelsOf, program, quoted, tokensOf } from "./python.ts";

/** A program that opens a backbone's ONNX file and computes its features of an image; null: it is no such file. */
export function onnxProgram(manifest: Manifest): string | null {
  const { family, weights, options } = manifest;
  if (family !== "onnx" || weights?.format !== "onnx") return null;
  const file = weights.file.split("/").at(-1) ?? weights.file;
  const opened = call("session = onnxruntime.InferenceSession", [
    quoted(file),
    'providers=["CPUExecutionProvider"]',
  ]);
  const run = '(output,) = session.run(["features"], {"pixel_values": pixels.numpy()})';
  const [rows, columns] = manifest.featureGrid;
  const features =
    options.output_layout === "tokens"
      ? [run, ...tokensOf(manifest, "torch.from_numpy(output)", Number(options.prefix_tokens ?? 0))]
      : [run, `features = torch.from_numpy(output)  # [1, ${manifest.featureDim}, ${rows}, ${columns}]`];
  return program(
    imports("import onnxruntime"),
    [`# ${new URL(weights.url).href}`, ...opened],
    pixelsOf(manifest),
    features,
  );
}
