import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { addTimm } from "../candidates/add-timm.ts";
import { addTransformers } from "../candidates/add-transformers.ts";
import type { Added } from "../candidates/added.ts";
import { addOnnxInChild } from "../candidates/read-candidates.ts";
import { formatManifest, slug } from "../contract/index.ts";
import type { DownloadOptions } from "../download/download-file.ts";
import { writeNewFileAtomically } from "../files/atomic-file.ts";
import { InputError } from "../files/input-error.ts";
import { hubAuthorization, hubToken } from "../weights/hub.ts";
import { interruptSignal } from "./interrupt.ts";

interface AddFlags {
  readonly id?: string;
  readonly out: string;
  readonly config?: string;
  readonly preprocessor?: string;
  readonly json?: true;
}

/** `evaluator backbones add`: a manifest as far as what is published tells it. */
export function addCommand(): Command {
  return new Command("add")
    .description("write the manifest of a published model, as far as its configuration tells it")
    .argument("<source>", "timm:NAME, hf:ORG/NAME, or the path of an .onnx file")
    .option("--id <id>", "id of the backbone (default: made of the name)")
    .option("--out <dir>", "folder of the manifest", ".")
    .option("--config <file>", "a copy of the published config.json; nothing is fetched then")
    .option("--preprocessor <file>", "a copy of preprocessor_config.json, for hf: with --config")
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nPrints what is left for you to say, which stands as FILL IN; then `evaluator backbones validate FILE` checks it.",
    )
    .action(async (source: string, flags: AddFlags) => {
      const { manifest, missing } = await addedFrom(source, flags);
      const id = flags.id ?? manifest.id;
      const path = join(resolve(flags.out), `${requireId(id)}.json`);
      if (existsSync(path))
        throw new InputError(`${path}: is there already; expected --id or --out of another`);
      await writeNewFileAtomically(path, formatManifest({ ...manifest, id }));
      if (flags.json) {
        console.log(JSON.stringify({ id, file: path, missing }, null, 2));
        return;
      }
      console.log(`wrote ${path}; left to say or to look at:`);
      for (const what of missing) console.log(`  ${what}`);
    });
}

function requireId(id: string): string {
  if (slug.safeParse(id).success) return id;
  throw new InputError(
    `--id ${JSON.stringify(id)}; expected lower-case letters and digits joined by single hyphens`,
  );
}

async function addedFrom(source: string, { config, preprocessor }: AddFlags): Promise<Added> {
  const signal = interruptSignal("nothing was written");
  const [, kind, name = ""] = /^(timm|hf):(.+)$/.exec(source) ?? [];
  if (kind === "timm") return addTimm(name, config, hubOptions(signal));
  if (kind === "hf") {
    if ((config === undefined) !== (preprocessor === undefined)) {
      throw new InputError("--config without --preprocessor, or the reverse; expected both or neither");
    }
    return addTransformers(name, { config, preprocessor }, hubOptions(signal));
  }
  if (/\.onnx$/i.test(source)) return addOnnxInChild(resolve(source), signal);
  throw new InputError(
    `${JSON.stringify(source)}; expected timm:NAME, hf:ORG/NAME or the path of an .onnx file`,
  );
}

/** HF_TOKEN opens gated repositories, on the hub alone. */
function hubOptions(signal: AbortSignal): DownloadOptions {
  return { signal, authorization: hubAuthorization("token", hubToken(process.env)) };
}
