import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isAway } from "../open/unusable-database.ts";
import { type S3Server, startS3 } from "../test/s3-server.ts";
import { type FileStore, folderStore } from "./file-store.ts";
import { checkFiles, s3FileStore } from "./s3-file-store.ts";

/** Tries are not slowed down: the second comes at once. */
const waiting = { attempts: 3, attemptMs: 2_000, pauseMs: 0 };

let folder: string;
let s3: S3Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "file-store-"));
  s3 = await startS3();
});

afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

interface Kind {
  readonly kind: string;
  readonly store: () => FileStore;
  /** Puts something there that the store itself would not name so. */
  readonly plant: (folder: string, name: string) => void;
}

const kinds: Kind[] = [
  {
    kind: "a folder",
    store: () => folderStore(folder),
    plant: (inside, name) => writeFileSync(join(folder, inside, name), "planted"),
  },
  {
    kind: "an S3 server",
    store: () => s3FileStore(s3.location, waiting),
    plant: (inside, name) => void s3.objects.set(`site/${inside}/${name}`, Buffer.from("planted")),
  },
];

describe.each(kinds)("files in $kind", ({ store, plant }) => {
  const text = (content: Buffer | null) => content?.toString("utf8") ?? null;

  test("are read as they were written, and take the place of those of their name", async () => {
    const files = store();
    expect(await files.read("bundles/a.json")).toBeNull();
    expect(await files.has("bundles/a.json")).toBe(false);
    await files.write("bundles/a.json", "first \u00e9 \u{1f642}");
    expect([text(await files.read("bundles/a.json")), await files.has("bundles/a.json")]).toEqual([
      "first \u00e9 \u{1f642}",
      true,
    ]);
    await files.write("bundles/a.json", "second");
    expect(text(await files.read("bundles/a.json"))).toBe("second");
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * index) % 256);
    await files.write("pictures/b.png", bytes);
    expect((await files.read("pictures/b.png"))?.equals(bytes)).toBe(true);
    await files.write("pictures/empty.png", "");
    expect(await files.read("pictures/empty.png")).toHaveLength(0);
    expect(await files.read("pictures/empty.png", 5)).toHaveLength(0);
  });

  test("can be read in their first bytes", async () => {
    const files = store();
    await files.write("pictures/c.png", "0123456789");
    expect(text(await files.read("pictures/c.png", 4))).toBe("0123");
    expect(text(await files.read("pictures/c.png", 400))).toBe("0123456789");
    expect(await files.read("pictures/none.png", 4)).toBeNull();
  });

  test("are listed a folder at a time, sorted, however many there are", async () => {
    const files = store();
    const names = Array.from({ length: 11 }, (_, index) => `${String(index).padStart(2, "0")}.json`);
    for (const name of [...names].reverse()) await files.write(`many/${name}`, name);
    await files.write("many/below/deeper.json", "{}");
    expect(await files.list("many")).toEqual(names);
    expect(await files.list("many/below")).toEqual(["deeper.json"]);
    expect(await files.list("none")).toEqual([]);
  });

  test("are told all at once, but for what a running site writes for a moment", async () => {
    const files = store();
    await files.write("health/now.txt", "");
    const all = await files.all();
    expect(all).toEqual([...all].sort());
    expect(all.filter((name) => name.startsWith("many/"))).toHaveLength(12);
    expect(all).toContain("many/below/deeper.json");
    expect(all).not.toContain("health/now.txt");
  });

  test("are removed once, and once more without an error", async () => {
    const files = store();
    await files.write("bundles/gone.json", "{}");
    await files.remove("bundles/gone.json");
    await files.remove("bundles/gone.json");
    expect(await files.read("bundles/gone.json")).toBeNull();
  });

  test("with names of others are told apart, and moved unread", async () => {
    const files = store();
    await files.write("strange/good.json", "{}");
    plant("strange", "It's (a) b&d + ü.json");
    expect(await files.list("strange")).toEqual(["good.json"]);
    expect(await files.strays("strange")).toEqual(["It's (a) b&d + ü.json"]);
    await files.move("strange", "It's (a) b&d + ü.json", "quarantine/moved.json");
    expect(await files.strays("strange")).toEqual([]);
    expect(text(await files.read("quarantine/moved.json"))).toBe("planted");
    await expect(files.move("strange", "..", "quarantine/up.json")).rejects.toThrow('".." is no entry');
  });

  test.each([
    "../outside.json",
    "bundles/../../x.json",
    "/etc/passwd",
    "bundles",
    "Bundles/x.json",
    "bundles/a b",
  ])("cannot be named %s", async (name) => {
    const files = store();
    for (const refused of [files.read(name), files.has(name), files.write(name, "")]) {
      await expect(refused).rejects.toThrow(`file name "${name}"`);
    }
  });
});

describe("an S3 server", () => {
  const store = () => s3FileStore(s3.location, waiting);

  test("that fails twice is asked a third time", async () => {
    s3.fail(2, 503);
    await store().write("bundles/patient.json", "kept");
    expect((await store().read("bundles/patient.json"))?.toString()).toBe("kept");
  });

  test.each([500, 503, 429])("that answers %d on and on is away, not wrong", async (status) => {
    s3.fail(3, status);
    const error: unknown = await store()
      .write("bundles/never.json", "")
      .catch((reason: unknown) => reason);
    expect(isAway(error)).toBe(true);
    expect(String(error)).toContain(`s3://artefacts/site/ at ${s3.location.endpoint} does not answer PUT`);
    expect(await store().read("bundles/never.json")).toBeNull();
  });

  test("that says nothing is given up in time", async () => {
    s3.fail(2, 0);
    const hasty = s3FileStore(s3.location, { attempts: 2, attemptMs: 50, pauseMs: 0 });
    await expect(hasty.read("bundles/a.json")).rejects.toThrow(/aborted due to timeout/);
  });

  test("that nobody runs is away", async () => {
    const gone = await startS3();
    await gone[Symbol.asyncDispose]();
    const nowhere = s3FileStore(gone.location, waiting);
    const error: unknown = await nowhere.list("bundles").catch((reason: unknown) => reason);
    expect(isAway(error)).toBe(true);
    expect(String(error)).toContain("ECONNREFUSED");
  });

  test("keeps everything below the prefix, and a bucket of one's own needs none", async () => {
    await store().write("bundles/below.json", "{}");
    expect([...s3.objects.keys()].every((key) => key.startsWith("site/"))).toBe(true);
    const whole = s3FileStore({ ...s3.location, prefix: "" }, waiting);
    await whole.write("bundles/above.json", "{}");
    expect(s3.objects.has("bundles/above.json")).toBe(true);
    expect(await whole.list("bundles")).toEqual(["above.json"]);
  });

  test("that works passes the check at start, which leaves nothing", async () => {
    const before = [...s3.objects.keys()];
    await checkFiles(s3.location, waiting);
    expect([...s3.objects.keys()]).toEqual(before);
  });

  test.each([
    [{ accessKeyId: "OTHER" }, "InvalidAccessKeyId of a test; correct AWS_ACCESS_KEY_ID"],
    [{ secretAccessKey: "other" }, "SignatureDoesNotMatch of a test; correct AWS_SECRET_ACCESS_KEY"],
    [{ region: "us-east-1" }, "AuthorizationHeaderMalformed of a test; correct AWS_REGION"],
    [{ bucket: "nothing" }, "NoSuchBucket of a test; make the bucket, or correct FILES_URL"],
  ])("that refuses %j says so at start, with what helps", async (other, expected) => {
    const error: unknown = await checkFiles({ ...s3.location, ...other }, waiting).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "UnusableFilesError", message: expect.stringContaining(expected) });
    expect(isAway(error)).toBe(false);
  });
});
