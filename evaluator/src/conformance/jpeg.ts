import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readRgbImage } from "../data/image.ts";
import { readJsonFile } from "../files/json-file.ts";
import type { CaseResult } from "./case-result.ts";

/** By the file's name without `.jpg`: its pixels as the reference decodes them, RGB, row by row. */
const pixelsSchema = z.record(
  z.string(),
  z.strictObject({ width: z.number(), height: z.number(), sha256: z.string() }),
);

/** Checks every JPEG file that `pixels.json` of the folder names: decoding has to give its very bits. */
export async function* checkJpeg(directory: string): AsyncGenerator<CaseResult> {
  const file = join(directory, "pixels.json");
  const pictures = pixelsSchema.parse(await readJsonFile(file, "pixels of pictures"));
  for (const [name, expected] of Object.entries(pictures)) {
    const described = (pixels: typeof expected) => `${pixels.width} x ${pixels.height} ${pixels.sha256}`;
    const { data, ...size } = await readRgbImage(join(directory, `${name}.jpg`));
    const found = described({ ...size, sha256: createHash("sha256").update(data).digest("hex") });
    const passed = found === described(expected);
    const detail = passed ? "" : `${found}, expected ${described(expected)}`;
    yield { group: "jpeg", name, passed, worstError: null, tolerance: null, detail };
  }
}
