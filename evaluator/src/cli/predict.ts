import { resolve } from "node:path";
import { Command } from "commander";
import { requireApart } from "../data/image-folder.ts";
import { cacheDirectory } from "../files/cache-directory.ts";
import { requireOutputFolder } from "../files/output-folder.ts";
import { predictImages } from "../predict/predict-images.ts";
import {
  batchOption,
  type EngineFlags,
  engineSettings,
  forwardBatch,
  withEngineOptions,
} from "./cell-options.ts";
import { interruptSignal } from "./interrupt.ts";
import { terminalProgress } from "./terminal-progress.ts";

interface PredictFlags extends EngineFlags {
  readonly images: string;
  readonly out: string;
  readonly batch: string;
  readonly skipDamaged?: true;
  readonly embeddings?: true;
  readonly json?: true;
}

/** `evaluator predict`: a trained readout on any images. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description("run a trained readout on every image of a folder: maps, boxes and overlays")
    .argument(
      "<bundle>",
      "bundle of `evaluator run`, with the .readout file beside it; its data set is not needed",
    )
    .requiredOption(
      "--images <dir>",
      "folder of JPEG, PNG, WebP, TIFF or AVIF images, with the folders in it",
    )
    .requiredOption("--out <dir>", "folder for predictions; a rerun skips images that are done")
    .option("--skip-damaged", "leave damaged images out and list them, where they would end the work")
    .option("--embeddings", "of instance discrimination: keep each image's embeddings too, 6 MB an image");
  return withEngineOptions(command, "runs")
    .addOption(batchOption())
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      [
        "\nClasses and boundaries are 8-bit PNG, depth is 16-bit PNG in millimetres, objects are boxes in JSON, all in pixels",
        "of the image as it is stored: EXIF orientation is not applied. predictions.json says what they mean. Tasks on COCO",
        "look at the centre square of an image alone.",
      ].join("\n"),
    )
    .action(predict);
}

async function predict(bundle: string, flags: PredictFlags): Promise<void> {
  const progress = terminalProgress();
  const [images, out] = [resolve(flags.images), resolve(flags.out)];
  requireApart(images, out);
  await requireOutputFolder(out);
  const cache = cacheDirectory();
  const engine = await engineSettings(flags, progress.line);
  const outcome = await predictImages(resolve(bundle), {
    ...engine,
    ...{ images, out, cache, progress },
    forwardBatch: forwardBatch(flags.batch, engine.device),
    onDamaged: flags.skipDamaged ? "skip" : "stop",
    embeddings: flags.embeddings ?? false,
    signal: interruptSignal(
      `images that are done are kept in ${out}; the same command goes on with the others`,
    ),
  });
  progress.end();
  if (flags.json) {
    console.log(JSON.stringify(outcome, null, 2));
    return;
  }
  const { predicted, alreadyThere, damaged, path } = outcome;
  const left = damaged.length > 0 ? `, ${damaged.length} damaged left out` : "";
  console.log(`${predicted} images predicted, ${alreadyThere} already there${left}: ${path}`);
}
