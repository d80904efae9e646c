import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { File as HdfFile, ready } from "h5wasm/node";
import { pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connect } from "../download/connection.ts";
import { connectLocally } from "../download/local-server.fixture.ts";
import { type ZipEntries, zipOf } from "../files/zip.fixture.ts";
import { generateScenes } from "../scenes/generate.ts";
import { type CatalogueFile, catalogue } from "./catalogue.ts";
import { fetchDataset, neededBytes } from "./fetch-dataset.ts";
import { openNyu } from "./nyu.ts";
import { openNyuFrames } from "./nyu-frames.ts";
import { unpackArchive } from "./unpack.ts";
import { verifyDataset } from "./verify.ts";

async function tarOf(entries: ZipEntries): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of entries) tar.entry({ name }, content);
  tar.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of tar) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

let folder: string;
let server: Server;
const address = "http://files.test";
let connect: Connect;
const served = new Map<string, Buffer>();
const requests: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fetch-dataset-"));
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const content = served.get(request.url ?? "");
    if (!content) response.writeHead(404).end();
    else response.writeHead(200, { "content-length": content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  connect = connectLocally((server.address() as AddressInfo).port);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

function publish(
  name: string,
  content: Buffer,
  archive: CatalogueFile["archive"],
  into = ".",
): CatalogueFile {
  served.set(`/${name}`, content);
  const hashes = { md5: null, sha256: sha256(content) };
  return {
    url: `${address}/${name}`,
    name,
    bytes: content.length,
    ...hashes,
    archive,
    folder: into,
    unpackedBytes: 10,
  };
}

describe("catalogue", () => {
  test("names an address, a length or a reason for none, and terms for each data set", () => {
    for (const { files, terms } of catalogue) {
      expect(terms.length).toBeGreaterThan(0);
      for (const { url, name, bytes, sha256, md5 } of files) {
        expect(url.endsWith(`/${name}`)).toBe(true);
        expect(sha256 ?? "0".repeat(64)).toMatch(/^[0-9a-f]{64}$/);
        expect(md5 ?? "0".repeat(32)).toMatch(/^[0-9a-f]{32}$/);
        expect(bytes === null).toBe(md5 === null && sha256 === null);
      }
    }
    expect(neededBytes(catalogue[0].files)).toBe(3_999_639_040);
  });
});

describe("fetching a data set", () => {
  test("downloads, unpacks, joins folders, and fetches nothing twice", async () => {
    const root = join(folder, "set");
    const files = [
      publish(
        "a.zip",
        zipOf([
          ["annotations/one.json", "1"],
          ["train2017/1.jpg", "x"],
        ]),
        "zip",
      ),
      publish("b.tar", await tarOf([["annotations/two.json", "2"]]), "tar"),
      publish("c.tar.gz", gzipSync(await tarOf([["3.png", "3"]])), "tar.gz", "stuffthingmaps"),
      publish("d.mat", Buffer.from("mat"), "keep"),
    ];
    const steps = new Set<string>();
    await fetchDataset("coco2017", root, {
      connect,
      files,
      onProgress: (step, file) => steps.add(`${step} ${file}`),
    });
    expect((await readdir(root)).filter((name) => !name.startsWith(".")).sort()).toEqual([
      "annotations",
      "d.mat",
      "stuffthingmaps",
      "train2017",
    ]);
    expect((await readdir(join(root, "annotations"))).sort()).toEqual(["one.json", "two.json"]);
    expect(await readFile(join(root, "stuffthingmaps", "3.png"), "utf8")).toBe("3");
    expect(steps).toContain("unpack c.tar.gz");
    expect(requests).toHaveLength(4);
    await fetchDataset("coco2017", root, { connect, files });
    expect(requests).toHaveLength(4);
  });

  test("refuses when the disk has no room", async () => {
    const huge = { ...publish("e.zip", Buffer.from("x"), "zip"), unpackedBytes: 1e18 };
    await expect(fetchDataset("voc2012", join(folder, "huge"), { connect, files: [huge] })).rejects.toThrow(
      /[kMGT]B free; expected 1000000\.0 TB for the downloads/,
    );
  });
});

describe("unpacking", () => {
  test("refuses entries that leave the folder and leaves nothing behind", async () => {
    const root = join(folder, "unpack");
    await mkdir(root);
    const archive = join(root, "evil.tar");
    await writeFile(
      archive,
      await tarOf([
        ["ok.txt", "1"],
        ["../evil.txt", "2"],
      ]),
    );
    await expect(unpackArchive(archive, "tar", root, { mostBytes: 1e6 })).rejects.toThrow(
      /entry "\.\.\/evil\.txt" leaves the folder/,
    );
    const zip = join(root, "evil.zip");
    await writeFile(
      zip,
      zipOf([
        ["ok.txt", "1"],
        ["../../evil.txt", "2"],
      ]),
    );
    await expect(unpackArchive(zip, "zip", root, { mostBytes: 1e6 })).rejects.toThrow(/evil\.zip: /);
    expect((await readdir(root)).sort()).toEqual(["evil.tar", "evil.zip"]);
  });

  test("stops at a size, whatever the archive's own: zip, tar and tar.gz", async () => {
    const root = join(folder, "bombs");
    await mkdir(root);
    const zeros = "\0".repeat(5_000_000);
    const tar = await tarOf([["a.txt", zeros]]);
    const headers = await tarOf(Array.from({ length: 5000 }, (_, at) => [`${at}`, ""]));
    for (const [name, kind, bytes] of [
      ["bomb.zip", "zip", zipOf([["a.txt", zeros]])],
      ["bomb.tar", "tar", tar],
      ["bomb.tar.gz", "tar.gz", gzipSync(tar)],
      ["headers.tar.gz", "tar.gz", gzipSync(headers)],
    ] as const) {
      const path = join(root, name);
      await writeFile(path, bytes);
      await expect(unpackArchive(path, kind, root, { mostBytes: 1_000_000 })).rejects.toThrow(
        `${path}: unpacks to more than 1000000 bytes; expected at most so many of this archive`,
      );
      await rm(path);
    }
    expect(await readdir(root)).toEqual([]);
  });

  test("takes names with two dots in them", async () => {
    const root = join(folder, "dots");
    await mkdir(root);
    const path = join(root, "a.tar");
    await writeFile(
      path,
      await tarOf([
        ["..a/b..c.txt", "1"],
        ["./d.txt", "2"],
      ]),
    );
    expect(await unpackArchive(path, "tar", root, { mostBytes: 1e6 })).toBe(2);
    expect((await readdir(root)).sort()).toEqual(["..a", "a.tar", "d.txt"]);
  });

  test("names a damaged archive", async () => {
    const path = join(folder, "cut.tar.gz");
    await writeFile(path, gzipSync(await tarOf([["big.txt", "x".repeat(1e5)]])).subarray(0, 100));
    await expect(unpackArchive(path, "tar.gz", folder, { mostBytes: 1e6 })).rejects.toThrow(
      /cut\.tar\.gz: cannot be unpacked \(.*\); expected a whole tar\.gz archive/,
    );
    const zip = join(folder, "cut.zip");
    await writeFile(zip, zipOf([["a", "b"]]).subarray(0, 40));
    await expect(unpackArchive(zip, "zip", folder, { mostBytes: 1e6 })).rejects.toThrow(
      /cut\.zip: cannot be unpacked/,
    );
  });
});

describe("verifying", () => {
  test("reports counts that differ and every damaged file", async () => {
    const scenes = join(folder, "scenes");
    await generateScenes({ out: scenes, images: 4, seed: 2 });
    const whole = await verifyDataset("voc2012", scenes, { depth: "pixels" });
    expect([whole.distribution, whole.problems]).toEqual(["scenes", []]);
    expect(whole.images).toEqual({ train: 2, validation: 1, test: 1 });
    expect(whole.differences).toEqual([
      "3 images to train on; the publication has 1464",
      "1 images to test on; the publication has 1449",
    ]);
    const jpegs = join(scenes, "voc", "VOCdevkit", "VOC2012", "JPEGImages");
    for (const id of ["2012_000001", "2012_000002"]) await truncate(join(jpegs, `${id}.jpg`), 4000);
    const damaged = await verifyDataset("voc2012", scenes, { depth: "pixels" });
    expect(damaged.problems).toEqual([
      expect.stringMatching(/2012_000001\.jpg: does not decode/),
      expect.stringMatching(/2012_000002\.jpg: does not decode/),
    ]);
  });
});

describe("NYUv2 frames", () => {
  const width = 4;
  const height = 3;
  async function writeFrame(path: string, rgbShape = [3, height, width]): Promise<void> {
    await ready;
    await mkdir(join(path, ".."), { recursive: true });
    const file = new HdfFile(path, "w");
    const rgb = Uint8Array.from({ length: 36 }, (_, i) => i);
    file.create_dataset({ name: "rgb", data: rgb, shape: rgbShape, dtype: "<B" });
    const depth = Float32Array.from({ length: 12 }, (_, i) => i / 2);
    file.create_dataset({ name: "depth", data: depth, shape: [height, width], dtype: "<f" });
    file.close();
  }

  test("are sorted by path, split by the authors' shares and read row by row", async () => {
    const root = join(folder, "frames");
    for (let i = 1; i <= 12; i++) {
      await writeFrame(
        // One of them as a camera names files.
        join(
          root,
          "nyudepthv2",
          "train",
          i < 7 ? "attic" : "bath",
          `${String(i).padStart(5, "0")}.${i === 12 ? "H5" : "h5"}`,
        ),
      );
    }
    await writeFrame(join(root, "nyudepthv2", "val", "official", "00001.h5"));
    const dataset = await openNyu(root);
    expect(dataset.id).toBe("nyuv2-frames");
    expect(dataset.splits.train).toHaveLength(11);
    expect(dataset.splits.train[0]).toBe("train/attic/00001");
    expect(dataset.splits.validation).toEqual(["train/bath/00012"]);
    expect(dataset.splits.test).toEqual(["val/official/00001"]);
    const image = await dataset.readImage("val/official/00001");
    expect([image.height, image.width]).toEqual([height, width]);
    expect([...image.data.subarray(0, 6)]).toEqual([0, 12, 24, 1, 13, 25]);
    const depth = await dataset.readAnnotation("val/official/00001");
    expect([...depth.depthMeters]).toEqual(Array.from({ length: 12 }, (_, i) => i / 2));
    await dataset.verify(dataset.splits.train);
    const wrong = join(root, "nyudepthv2", "train", "attic", "00001.h5");
    await writeFrame(wrong, [3, width, height]);
    await expect(dataset.readImage("train/attic/00001")).rejects.toThrow(
      /00001\.h5: rgb uint8 \[3,4,3\], depth float32 \[3,4\]; expected uint8 \[3, H, W\]/,
    );
    await expect(openNyuFrames(folder)).rejects.toThrow(/has no folders train and val/);
  });
});
