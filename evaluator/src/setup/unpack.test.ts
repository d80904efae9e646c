import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unpackInto } from "./unpack.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "unpack-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}
const deps = () => join(folder, "deps");
const read = (place: string) => readFileSync(join(deps(), place), "utf8");

test("takes what is needed from site-packages", async () => {
  write("site/tensorflow/libtensorflow_cc.so.2", "library");
  write("site/tensorflow/include/tensorflow/c/c_api.h", "header");
  write("site/tensorflow/python/module.py", "python");
  write("site/nvidia/cudnn/lib/libcudnn.so.9", "cudnn");
  await unpackInto(deps(), join(folder, "site"));
  expect(read("lib/libtensorflow_cc.so.2")).toBe("library");
  expect(read("include/tensorflow/c/c_api.h")).toBe("header");
  expect(read("nvidia/cudnn/lib/libcudnn.so.9")).toBe("cudnn");
  expect(existsSync(join(deps(), "tensorflow"))).toBe(false);
});

test("takes the same from the tensorflow package itself", async () => {
  write("site/tensorflow/libtensorflow_cc.so.2", "library");
  write("site/tensorflow/include/tensorflow/c/c_api.h", "header");
  await unpackInto(deps(), join(folder, "site/tensorflow"));
  expect(read("lib/libtensorflow_cc.so.2")).toBe("library");
  expect(read("include/tensorflow/c/c_api.h")).toBe("header");
});

describe("an archive", () => {
  async function archive(
    entries: readonly (readonly [header: Parameters<ReturnType<typeof pack>["entry"]>[0], content: string])[],
  ) {
    const tar = pack();
    for (const [header, content] of entries) tar.entry(header, content);
    tar.finalize();
    return gzipSync(await buffer(tar));
  }

  test("is unpacked with its links", async () => {
    const tarball = write(
      "libtensorflow.tar.gz",
      await archive([
        [{ name: "./include/tensorflow/c/c_api.h" }, "header"],
        [{ name: "./lib/libtensorflow.so.2.18.0" }, "library"],
        [{ name: "./lib/libtensorflow.so.2", type: "symlink", linkname: "libtensorflow.so.2.18.0" }, ""],
        [{ name: "./LICENSE" }, "licence"],
      ]),
    );
    await unpackInto(deps(), tarball);
    expect(read("include/tensorflow/c/c_api.h")).toBe("header");
    expect(read("lib/libtensorflow.so.2")).toBe("library");
    expect(existsSync(join(deps(), "LICENSE"))).toBe(false);
  });

  test("with a link that leads out is refused", async () => {
    const tarball = write(
      "bad.tar.gz",
      await archive([[{ name: "lib/libtensorflow.so", type: "symlink", linkname: "/etc/passwd" }, ""]]),
    );
    await expect(unpackInto(deps(), tarball)).rejects.toThrow(/link to "\/etc\/passwd"/);
  });

  test("that was cut off is refused", async () => {
    const whole = await archive([[{ name: "lib/libtensorflow.so.2" }, "x".repeat(100_000)]]);
    const tarball = write("cut.tar.gz", whole.subarray(0, whole.length >> 1));
    await expect(unpackInto(deps(), tarball)).rejects.toThrow(/cut\.tar\.gz: not a readable archive/);
  });
});

describe("bad sources", () => {
  test("a missing path", async () => {
    await expect(unpackInto(deps(), join(folder, "nowhere"))).rejects.toThrow(/no such file or folder/);
  });
  test("a file of another kind", async () => {
    await expect(unpackInto(deps(), write("a.zip", ""))).rejects.toThrow(/unknown kind, expected a \.whl/);
  });
  test("a wheel that was cut off", async () => {
    await expect(unpackInto(deps(), write("a.whl", "PK\u0003\u0004 and no more"))).rejects.toThrow(
      /not a readable wheel/,
    );
  });
  test("a folder without TensorFlow", async () => {
    mkdirSync(join(folder, "empty"));
    await expect(unpackInto(deps(), join(folder, "empty"))).rejects.toThrow(/found neither tensorflow\//);
  });
});
