/**
 * Time and peak memory of opening an annotation file as large as COCO's instances_train2017.json (470 MB, 118,287
 * images, 860,001 annotations), which it makes first in a temporary folder and removes in the end:
 *
 *   tsx bench/coco-file.ts
 *
 * Exits with 1 where opening takes more than 10 s or the process more than 300 MB.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCocoFile } from "../src/data/coco-file.ts";
import { uniformFraction, uniformInteger, xoshiro128 } from "../src/math/random.ts";

const images = 118_287;
const annotations = 860_001;
/** Corners of an outline, on average; the file then has COCO's length. */
const meanCorners = 29;
const mostSeconds = 10;
const mostMegabytes = 300;

const [path] = process.argv.slice(2);
if (path === undefined) await compare();
else await measureHere(path);

/** Runs in the child, so that its peak is of opening alone. */
async function measureHere(file: string): Promise<void> {
  const begun = performance.now();
  await using coco = await openCocoFile(file);
  const seconds = (performance.now() - begun) / 1000;
  const again = performance.now();
  const some = coco.images.slice(0, 1000);
  for (const image of some) await coco.readAnnotations(image);
  const millisecondsPerImage = (performance.now() - again) / some.length;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(
    JSON.stringify(
      { annotations: coco.annotationCount, seconds, megabytes, millisecondsPerImage },
      (_, value) => (typeof value === "number" ? Number(value.toFixed(2)) : value),
    ),
  );
}

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "coco-file-"));
  try {
    const file = join(folder, "instances.json");
    await write(file);
    console.log(`${(statSync(file).size / 1e6).toFixed(0)} MB, ${images} images, ${annotations} annotations`);
    const self = [...process.execArgv, fileURLToPath(import.meta.url), file];
    const { stdout, status } = spawnSync(process.execPath, self, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (status !== 0) throw new Error(`reading ended with status ${status}`);
    console.log(stdout.trim());
    const { seconds, megabytes } = JSON.parse(stdout);
    if (seconds > mostSeconds || megabytes > mostMegabytes) {
      console.log(`expected at most ${mostSeconds} s and ${mostMegabytes} MB`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(file: string): Promise<void> {
  const random = xoshiro128([1, 2, 3, 4]);
  const stream = await open(file, "w");
  const list = async (key: string, count: number, element: (index: number) => object) => {
    const atOnce = 2000;
    await stream.write(`"${key}": [`);
    for (let from = 0; from < count; from += atOnce) {
      const length = Math.min(atOnce, count - from);
      const texts = Array.from({ length }, (_, index) => JSON.stringify(element(from + index)));
      await stream.write(`${from === 0 ? "" : ", "}${texts.join(", ")}`);
    }
    await stream.write("]");
  };
  const pixels = (side: number) => Number((side * uniformFraction(random)).toFixed(2));
  await stream.write("{");
  await list("images", images, (index) => ({
    ...{ license: 3, file_name: `${String(index + 1).padStart(12, "0")}.jpg`, height: 480, width: 640 },
    coco_url: `http://images.cocodataset.org/train2017/${String(index + 1).padStart(12, "0")}.jpg`,
    ...{ date_captured: "2013-11-14 11:18:45", id: index + 1 },
  }));
  await stream.write(", ");
  await list("annotations", annotations, (index) => {
    const corners = Math.round(meanCorners / 2) + uniformInteger(random, meanCorners + 1);
    return {
      segmentation: [Array.from({ length: 2 * corners }, (_, at) => pixels(at % 2 === 0 ? 640 : 480))],
      ...{ area: pixels(90_000), iscrowd: 0, image_id: 1 + uniformInteger(random, images) },
      ...{ bbox: [pixels(320), pixels(240), pixels(320), pixels(240)], category_id: 1, id: index + 1 },
    };
  });
  await stream.write(', "categories": [{"supercategory": "person", "id": 1, "name": "person"}]}');
  await stream.close();
}
