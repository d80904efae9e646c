import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageResponse } from "next/og";
import type { ReactElement } from "react";
import { previewSize } from "./frame.tsx";

/** The site runs in the repository's root, as its build does. */
const folder = join(process.cwd(), "node_modules/geist/dist/fonts/geist-sans");

async function readFonts() {
  const weights = [
    { file: "Geist-Regular.ttf", weight: 400 },
    { file: "Geist-SemiBold.ttf", weight: 600 },
  ] as const;
  return Promise.all(
    weights.map(async ({ file, weight }) => ({
      ...{ name: "Geist", weight, style: "normal" as const },
      data: await readFile(join(folder, file)),
    })),
  );
}

let fonts: ReturnType<typeof readFonts> | undefined;

/**
 * A preview as PNG. It takes this process some 60 ms (200 the first time), so one is drawn at a time.
 *
 * @param preview may hold only letters of the fonts (`legible.ts`): for others the library asks a server elsewhere
 */
export async function drawPreview(preview: ReactElement): Promise<Uint8Array<ArrayBuffer>> {
  fonts ??= readFonts();
  const drawn = new ImageResponse(preview, { ...previewSize, fonts: await fonts });
  return new Uint8Array(await drawn.arrayBuffer());
}
