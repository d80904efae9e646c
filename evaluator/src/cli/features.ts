import { join, resolve } from "node:path";
import { Command, Option } from "commander";
import { openBackbone } from "../backbones/backbone.ts";
import { atInputSide } from "../backbones/input-side.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { backboneOptions } from "../cell/open.ts";
import { requireApart } from "../data/image-folder.ts";
import { extractFeatures } from "../features/extract-features.ts";
import { type FeaturePrecision, featurePrecisions } from "../features/feature-file.ts";
import { drawFeaturePictures } from "../features/feature-pictures.ts";
import { cacheDirectory } from "../files/cache-directory.ts";
import { InputError } from "../files/input-error.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import {
  type BackboneFlags,
  backboneSettings,
  batchOption,
  forwardBatch,
  withBackboneOptions,
} from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { positiveInteger } from "./list-option.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface FeatureFlags extends BackboneFlags {
  readonly backbone: string;
  readonly images: string;
  readonly out: string;
  readonly size?: string;
  readonly seed: string;
  readonly precision: FeaturePrecision;
  readonly pca?: true;
  readonly skipDamaged?: true;
  readonly batch: string;
  readonly json?: true;
}

/** `evaluator features`: dense features of any images. */
export function featuresCommand(): Command {
  const command = new Command("features")
    .description("dense features of every image of a folder, as one safetensors file")
    .requiredOption("--backbone <id>", "id or path of a manifest")
    .requiredOption(
      "--images <dir>",
      "folder of JPEG, PNG, WebP, TIFF or AVIF images, with the folders in it",
    )
    .requiredOption(
      "--out <file>",
      "tensor features [N, D, h, w], images in natural order; names and provenance are in its metadata",
    )
    .option("--size <n>", "side of the backbone's input, pixels, where its positions can be resampled")
    .addOption(
      new Option("--precision <name>", "of the features in the file; readouts are trained on float16")
        .choices(featurePrecisions)
        .default("float16"),
    )
    .option("--pca", "draw the first three principal components of each image as PNG, in a folder FILE.pca")
    .option("--skip-damaged", "leave damaged images out and list them, where they would end the work")
    .option("--seed <n>", "of backbones with untrained weights", "0");
  return withBackboneOptions(command)
    .addOption(batchOption())
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      [
        "\nEach image is squashed to the backbone's square input, bicubic with antialias; EXIF orientation is not applied.",
        "Ctrl-C keeps what is done in FILE.part; the same command goes on from there.",
      ].join("\n"),
    )
    .action(extract);
}

async function extract(flags: FeatureFlags): Promise<void> {
  const progress = terminalProgress();
  const [images, out] = [resolve(flags.images), resolve(flags.out)];
  if (flags.pca) requireApart(images, out);
  if (!out.endsWith(".safetensors")) {
    throw new InputError(`--out ${flags.out}: expected a file name that ends with .safetensors`);
  }
  await requireOutputFolder(join(out, ".."));
  const native = await readManifest(flags.backbone);
  const size = flags.size === undefined ? native.inputSize : positiveInteger(flags.size, "--size");
  const manifest = atInputSide(native, size);
  const cache = cacheDirectory();
  const fixed = await backboneSettings(flags, progress.line);
  const signal = interruptSignal(`what is done is kept in ${out}.part; the same command goes on from there`);
  await using backbone = await openBackbone(
    manifest,
    backboneOptions(positiveInteger(flags.seed, "--seed", 0), {
      ...fixed,
      ...{ cache, progress, signal, forwardBatch: forwardBatch(flags.batch, fixed.device) },
    }),
  );
  const { precision } = flags;
  const outcome = await extractFeatures(backbone, {
    ...{ images, out, precision, progress, signal },
    onDamaged: flags.skipDamaged ? "skip" : "stop",
  });
  const pictures = flags.pca ? await drawFeaturePictures(out, { progress, signal }) : null;
  progress.end();
  if (flags.json) {
    console.log(JSON.stringify({ ...outcome, backbone: manifest.id, precision, pictures }, null, 2));
    return;
  }
  const left = outcome.damaged.length > 0 ? `, ${outcome.damaged.length} damaged left out` : "";
  console.log(`features [${outcome.shape}] ${precision} ${outcome.state}${left}: ${out}`);
  if (pictures) console.log(`${pictures.pictures} pictures: ${pictures.folder}`);
}
