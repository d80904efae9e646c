import { z } from "zod";
import type { DownloadOptions } from "../download/download-file.ts";
import { InputError } from "../files/input-error.ts";
import { type Added, asAdded } from "./added.ts";
import { idOf, readConfig, requireRepository } from "./published-config.ts";
import {
  completed,
  familyOptions,
  transformersModels,
  type VisionConfig,
  visionConfigSchema,
} from "./transformers-models.ts";

/** Models of image and text keep the vision model's configuration inside their own. */
const configSchema = z.union([
  z.object({
    vision_config: visionConfigSchema.extend({ model_type: z.string().optional() }),
    model_type: z.string(),
  }),
  visionConfigSchema,
]);

const triple = z.tuple([z.number(), z.number(), z.number()]);

const preprocessorSchema = z.object({
  do_normalize: z.boolean().optional(),
  image_mean: triple.optional(),
  image_std: triple.optional(),
});

/** Copies of the hub's files; undefined: they are fetched. */
export interface ConfigFiles {
  readonly config: string | undefined;
  readonly preprocessor: string | undefined;
}

/**
 * The manifest of a vision model that transformers publishes, under its layout of keys.
 *
 * @param name "ORG/NAME"
 */
export async function addTransformers(
  name: string,
  files: ConfigFiles,
  options: DownloadOptions,
): Promise<Added> {
  const repository = requireRepository(name, /^[\w.-]+\/[\w.-]+$/, "hf:ORG/NAME, as facebook/dinov2-base");
  const hub = `https://huggingface.co/${repository}/resolve/main/`;
  const place = (file: string, copy: string | undefined) => ({ url: `${hub}${file}`, file: copy });
  const given = visionOf(await readConfig(place("config.json", files.config), configSchema, options));
  const preprocessor = await readConfig(
    place("preprocessor_config.json", files.preprocessor),
    preprocessorSchema,
    options,
  );
  const model = transformersModels[given.model_type];
  if (!model) {
    const known = Object.keys(transformersModels).join(", ");
    throw new InputError(
      `${repository}: model_type ${given.model_type}, which is not known here; expected one of ${known}, or an ONNX file`,
    );
  }
  requirePlain(repository, given);
  const config = completed(model, given);
  const modelOptions = familyOptions(model, config);
  if (!modelOptions) {
    throw new InputError(
      `${repository}: hidden_act ${config.hidden_act} is not known here; expected a GELU or silu`,
    );
  }
  const side = Math.floor(config.image_size / config.patch_size);
  const isNormalised = preprocessor.do_normalize !== false;
  return asAdded(
    {
      ...{ id: idOf(repository.split("/")[1] ?? repository), label: repository.slice(0, 80) },
      ...{ family: model.family, options: modelOptions, inputSize: config.image_size },
      ...{ featureGrid: [side, side], featureDim: config.hidden_size },
      mean: (isNormalised && preprocessor.image_mean) || [0, 0, 0],
      std: (isNormalised && preprocessor.image_std) || [1, 1, 1],
      weights: {
        ...{ format: "safetensors", url: `${hub}model.safetensors` },
        ...{ file: `${repository.replace("/", ".")}.safetensors`, sha256: null, bytes: null },
      },
    },
    [
      `options: what config.json leaves out is transformers' own default for ${given.model_type}; a probe shows whether it holds`,
    ],
  );
}

function visionOf(config: z.infer<typeof configSchema>): VisionConfig {
  if (!("vision_config" in config)) return config;
  const { vision_config: vision, model_type: whole } = config;
  return { ...vision, model_type: vision.model_type ?? `${whole}_vision_model` };
}

/** What family `vit` has no option for. */
function requirePlain(repository: string, { use_swiglu_ffn: swiglu }: VisionConfig): void {
  if (!swiglu) return;
  throw new InputError(
    `${repository}: use_swiglu_ffn, whose hidden width is in no configuration; expected a plain MLP. Take the manifest of a ` +
      "backbone with mlp.type swiglu and change its options",
  );
}
