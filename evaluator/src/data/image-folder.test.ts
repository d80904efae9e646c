import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listImages, readHeaders, refuseDamaged } from "./image-folder.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await mkdir(join(folder, "sub", ".hidden"), { recursive: true });
  const picture = sharp({ create: { width: 8, height: 6, channels: 3, background: "red" } });
  const jpeg = await picture.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const webp = await picture.webp().toBuffer();
  for (const name of ["b10.jpg", "b9.JPEG", "sub/.hidden/no.jpg", "._b9.jpg"]) {
    await writeFile(join(folder, name), jpeg);
  }
  await writeFile(join(folder, "sub", "a.webp"), webp);
  await writeFile(join(folder, "notes.txt"), "no image");
  await writeFile(join(folder, "broken.png"), "no image");
  await symlink(join(folder, "b10.jpg"), join(folder, "sub", "link.jpg"));
  await symlink(join(folder, "nowhere"), join(folder, "lost.jpg"));
});
afterAll(() => rm(folder, { recursive: true }));

test("images are found in natural order, whatever lies beside them", async () => {
  const { images, passedOver } = await listImages(folder);
  expect(images.map(({ name }) => name)).toEqual([
    "b9.JPEG",
    "b10.jpg",
    "broken.png",
    "sub/a.webp",
    "sub/link.jpg",
  ]);
  expect(passedOver).toBe(2);
  await expect(listImages(join(folder, "sub", ".hidden", "none"))).rejects.toThrow(
    /not found; expected a folder/,
  );
});

test("headers tell what is damaged and what a camera held askew", async () => {
  const found = await listImages(folder);
  const headers = await readHeaders(found, () => {});
  expect(headers.damaged.map(({ name }) => name)).toEqual(["broken.png"]);
  expect(headers.turned).toBe(3);
  expect(() => refuseDamaged(found, headers.damaged)).toThrow(
    /1 of 5 images are damaged; expected whole ones, or --skip-damaged:\n.*broken\.png: /,
  );
});
