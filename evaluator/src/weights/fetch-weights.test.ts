import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { torchFiles } from "../checkpoints/torch-files.fixture.ts";
import type { Manifest, ManifestWeights } from "../contract/index.ts";
import { InputError } from "../files/input-error.ts";
import { readSafetensorsHeader } from "../files/safetensors.ts";
import { GraphBuilder } from "../onnx/index.ts";
import { fetchWeights } from "./fetch-weights.ts";
import { LocalHub, send, sendUntilWritten, sha256, weightsFile } from "./local-hub.fixture.ts";
import { readWeightsLock } from "./lock-file.ts";
import { type ReadPublished, readPublished } from "./published-work.ts";

const [first, second] = ["a".repeat(40), "b".repeat(40)] as const;
const url = "https://huggingface.co/org/net/resolve/main/model.safetensors";
const pinned = `org/net/resolve/${first}/model.safetensors`;
const content = weightsFile(["one", "two"], 30_000);
const changed = weightsFile(["one", "two"], 30_001);

const hub = new LocalHub();
let root: string;
let folder: string;
let lockPath: string;
let runs = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "fetch-weights-"));
  await hub.start();
});
beforeEach(() => {
  folder = join(root, `${runs}`, "weights");
  lockPath = join(root, `${runs++}`, "weights.lock.json");
  hub.commits.clear();
  hub.publish(first, { "org/net/model.safetensors": content });
  hub.asked = [];
  hub.gate = null;
  hub.small.clear();
  hub.instead = () => false;
});
afterAll(async () => {
  await hub.stop();
  await rm(root, { recursive: true });
});

const manifestOf = (weights: Partial<ManifestWeights> = {}, id = "net"): Manifest =>
  ({
    id,
    weights: { format: "safetensors", url, file: "net.safetensors", sha256: null, bytes: null, ...weights },
  }) as Manifest;

const options = (more: Partial<Parameters<typeof fetchWeights>[1]> = {}) => ({
  ...{ folder, lockPath, token: null, connect: hub.connect, attempts: 3, pauseMs: 1 },
  read: readPublished,
  ...more,
});

/** Reads as it is done, but for conversions, which have a stand-in. */
const converting =
  (convert: (out: string, checkpoint: string, entry: string | null) => Promise<void>): ReadPublished =>
  async (job, settings) => {
    if (job.kind !== "convert") return readPublished(job, settings);
    await convert(job.out, job.path, job.entry);
    return [];
  };

const fetchIt = (weights: Partial<ManifestWeights> = {}, more = {}, id = "net") =>
  fetchWeights(manifestOf(weights, id), options(more));

/** The hub says of each large file that it has so many bytes. */
const claims =
  (bytes: number): LocalHub["instead"] =>
  ({ method, place }, response) => {
    if (method !== "HEAD" || place.endsWith(".json")) return false;
    response.writeHead(302, {
      "x-repo-commit": first,
      "x-linked-size": bytes,
      location: "https://store.test",
    });
    response.end();
    return true;
  };

/** Hangs up once some bytes have come and are written. */
const cut = (bytes: number, asked: LocalHub["asked"][number], response: ServerResponse): void =>
  sendUntilWritten(content, asked, response, { bytes, folder, afterwards: () => response.destroy() });

const places = (): string[] => hub.asked.map(({ method, place }) => `${method} ${place}`);
const fetched = (): Promise<Buffer> => readFile(join(folder, "net.safetensors"));

describe("the first fetch", () => {
  test("resolves the branch to a commit, fetches that, and records what it saw", async () => {
    const outcome = await fetchIt();
    const facts = { sha256: sha256(content), bytes: content.length };
    expect(outcome).toEqual({
      ...facts,
      ...{ path: join(folder, "net.safetensors"), state: "fetched", trust: "first fetch", revision: first },
    });
    expect(await fetched()).toEqual(content);
    expect(places()).toEqual([
      "HEAD huggingface.co/org/net/resolve/main/model.safetensors",
      `GET huggingface.co/${pinned}`,
      `GET store.test/${pinned}`,
    ]);
    const published = { "model.safetensors": facts };
    expect(await readWeightsLock(lockPath)).toEqual({
      net: { url, revision: first, access: "open", published, ...facts },
    });
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
  });

  test("a branch that moves while it is fetched is not joined to what came before", async () => {
    hub.instead = (asked, response) => {
      if (!asked.place.startsWith("store.test")) return false;
      if (asked.range !== undefined) response.writeHead(503).end();
      else cut(1000, asked, response);
      return true;
    };
    await expect(fetchIt({}, { attempts: 1 })).rejects.toThrow(
      "1 attempts in a row failed (status 503); 1000 bytes are kept",
    );
    hub.instead = () => false;
    hub.publish(second, { "org/net/model.safetensors": changed });
    expect(await fetchIt()).toMatchObject({ revision: second, sha256: sha256(changed) });
    expect(await fetched()).toEqual(changed);
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
  });

  test("goes on where connections were cut, and starts over at a server without ranges", async () => {
    hub.instead = (asked, response) => {
      const start = Number(/\d+/.exec(asked.range ?? "")?.[0] ?? 0);
      if (!asked.place.startsWith("store.test") || start > 150_000) return false;
      cut(40_000, asked, response);
      return true;
    };
    await fetchIt();
    expect(await fetched()).toEqual(content);
    const ranges = hub.asked.filter(({ place }) => place.startsWith("store.test")).map(({ range }) => range);
    expect(ranges.length).toBeGreaterThan(3);
    expect(ranges.slice(1).every((range) => /^bytes=[1-9]/.test(range ?? ""))).toBe(true);

    await rm(folder, { recursive: true });
    let cuts = 0;
    hub.instead = (asked, response) => {
      if (!asked.place.startsWith("store.test")) return false;
      if (cuts++ > 0) send(content, { ...asked, range: undefined }, response);
      else cut(1000, asked, response);
      return true;
    };
    await fetchIt();
    expect(await fetched()).toEqual(content);
  });

  test.each([
    ["a web page", "<!doctype html><html><body>Log in</body></html>", /is a web page \(HTML\)/],
    ["a pickle", "\x80\x02}q\0.", /is a Python pickle; expected one safetensors file/],
    ["an index of shards", '{"weight_map": {}}', /is the index of weights that lie in several files/],
    ["a pointer", "version https://git-lfs.github.com/spec/v1\nsize 9\n", /is a Git LFS pointer to 9 bytes/],
  ])("%s in place of weights is refused, and neither kept nor recorded", async (_, text, message) => {
    hub.publish(first, { "org/net/model.safetensors": Buffer.from(text, "latin1") });
    await expect(fetchIt()).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
    expect(await readWeightsLock(lockPath)).toEqual({});
  });

  test("other bytes than the hub states are refused, and too many", async () => {
    hub.instead = ({ place, method }, response) => {
      if (!place.startsWith("store.test")) return false;
      send(Buffer.alloc(content.length), { method, range: undefined }, response);
      return true;
    };
    await expect(fetchIt()).rejects.toThrow(`expected ${sha256(content)} as published`);
    hub.instead = claims(7e10);
    await expect(fetchIt()).rejects.toThrow(
      "the server offers 70000000000 bytes; expected at most 68719476736",
    );
    expect(existsSync(join(folder, "net.safetensors"))).toBe(false);
  });

  test("a hash in the manifest is held to, and must not contradict the lock", async () => {
    const wrong = "0".repeat(64);
    await expect(fetchIt({ sha256: wrong })).rejects.toThrow(`SHA-256 ${sha256(content)}; expected ${wrong}`);
    expect(await readWeightsLock(lockPath)).toEqual({});
    expect(await fetchIt({ sha256: sha256(content) })).toMatchObject({ trust: "manifest" });
    await expect(fetchIt({ sha256: wrong })).rejects.toThrow(
      `its manifest says SHA-256 ${wrong}, ${lockPath} says ${sha256(content)}; expected the same`,
    );
  });
});

describe("after the first fetch", () => {
  test("the recorded revision is asked for, whatever the branch is by now", async () => {
    await fetchIt();
    await rm(folder, { recursive: true });
    hub.publish(second, { "org/net/model.safetensors": changed });
    hub.asked = [];
    expect(await fetchIt()).toMatchObject({ trust: "lock", revision: first });
    expect(await fetched()).toEqual(content);
    expect(places()).toEqual([
      `HEAD huggingface.co/${pinned}`,
      `GET huggingface.co/${pinned}`,
      `GET store.test/${pinned}`,
    ]);
    expect(await fetchIt()).toMatchObject({ state: "already there", trust: "lock" });
  });

  test("other bytes are refused, from the server and in the folder", async () => {
    await fetchIt();
    await writeFile(join(folder, "net.safetensors"), changed);
    await expect(fetchIt()).rejects.toThrow(
      `has SHA-256 ${sha256(changed)}, expected ${sha256(content)}; move it away to fetch the one from ${url}`,
    );
    await rm(folder, { recursive: true });
    hub.publish(first, { "org/net/model.safetensors": changed });
    await expect(fetchIt()).rejects.toThrow(
      `offers ${changed.length} bytes; expected ${content.length} as recorded in ${lockPath}`,
    );
    const other = Buffer.from(content);
    other[other.length - 1] = 1;
    hub.publish(first, { "org/net/model.safetensors": other });
    await expect(fetchIt()).rejects.toThrow(`expected ${sha256(content)} as recorded in ${lockPath}`);
    expect(existsSync(join(folder, "net.safetensors"))).toBe(false);
  });

  test("another address needs a new entry", async () => {
    await fetchIt();
    const moved = url.replace("/main/", `/${second}/`);
    await expect(fetchIt({ url: moved })).rejects.toThrow(
      `weights from ${moved}, ${lockPath} from ${url}; expected one address`,
    );
  });

  test("a second backbone on the same file gets an entry without a download", async () => {
    await fetchIt();
    hub.asked = [];
    expect(await fetchIt({}, {}, "net-quickgelu")).toMatchObject({ state: "already there", trust: "lock" });
    expect(hub.asked).toEqual([]);
    const { net, "net-quickgelu": twin } = await readWeightsLock(lockPath);
    expect(twin).toEqual(net);
  });

  test("a file that somebody put there is taken where the hub states its hash, and no other", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "net.safetensors"), content);
    expect(await fetchIt()).toMatchObject({ state: "already there", trust: "first fetch", revision: first });
    expect(places()).toEqual(["HEAD huggingface.co/org/net/resolve/main/model.safetensors"]);
    await rm(lockPath);
    hub.small.add("model.safetensors");
    await expect(fetchIt()).rejects.toThrow(/is there, and nothing tells whether it is the one from https/);
    hub.small.clear();
    await writeFile(join(folder, "net.safetensors"), changed);
    await expect(fetchIt()).rejects.toThrow(`has SHA-256 ${sha256(changed)}, expected ${sha256(content)}`);
  });

  test("two fetches at once end well and lose no entry", async () => {
    const ids = ["a1", "b2", "c3", "d4"];
    await Promise.all(ids.map((id) => fetchIt({ file: `${id}.safetensors` }, {}, id)));
    expect(Object.keys(await readWeightsLock(lockPath))).toEqual(ids);
    await rm(folder, { recursive: true });
    await Promise.all([fetchIt({}, {}, "a1"), fetchIt({}, {}, "a1"), fetchIt({}, {}, "a1")]);
    expect(await fetched()).toEqual(content);
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
  });
});

describe("gated files", () => {
  beforeEach(() => {
    hub.gate = { repository: "org/net", token: "hf_secret" };
  });

  test("without a token: the error says where to accept the terms", async () => {
    await expect(fetchIt()).rejects.toThrow(
      /answered 401 Unauthorized without HF_TOKEN: its owner asks who fetches it; expected HF_TOKEN of an account that has accepted the terms at https:\/\/huggingface\.co\/org\/net$/,
    );
  });

  test("a token that may not read them is never printed", async () => {
    const failed = fetchIt({}, { token: "hf_other" });
    await expect(failed).rejects.toThrow(/answered 403 Forbidden with HF_TOKEN; .* given access at/);
    await expect(failed).rejects.not.toThrow("hf_other");
  });

  test("a token is sent to the hub where it is asked for, and to nobody else", async () => {
    expect(await fetchIt({}, { token: "hf_secret" })).toMatchObject({ state: "fetched" });
    expect(hub.asked.map(({ place, authorization }) => [place.split("/")[0], authorization])).toEqual([
      ["huggingface.co", undefined],
      ["huggingface.co", "Bearer hf_secret"],
      ["huggingface.co", "Bearer hf_secret"],
      ["store.test", undefined],
    ]);
    expect((await readWeightsLock(lockPath)).net?.access).toBe("token");
  });

  test("what everybody may have is fetched without it", async () => {
    hub.gate = null;
    await fetchIt({}, { token: "hf_secret" });
    expect(hub.asked.some(({ authorization }) => authorization !== undefined)).toBe(false);
  });
});

describe("redirects and paths", () => {
  test.each([
    ["https://127.0.0.1/x", "127.0.0.1: at 127.0.0.1; expected a server with a public address"],
    ["https://169.254.169.254/latest", "at 169.254.169.254; expected"],
    ["https://[::ffff:10.0.0.1]/x", "at ::ffff:a00:1; expected"],
    ["https://inside.test/x", "inside.test: at 10.0.0.7; expected"],
    ["http://store.test/x", "redirects to http://store.test; expected an address with https"],
  ])("a store at %s is refused at once", async (location, message) => {
    hub.instead = ({ method, place }, response) => {
      if (method !== "GET" || !place.startsWith("huggingface.co")) return false;
      response.writeHead(302, { location }).end();
      return true;
    };
    await expect(fetchIt()).rejects.toThrow(message);
    expect(places().filter((place) => place.startsWith("GET"))).toEqual([`GET huggingface.co/${pinned}`]);
  });

  test("a loop ends", async () => {
    hub.instead = ({ method, place }, response) => {
      if (method !== "GET") return false;
      response.writeHead(302, { location: `https://${place}` }).end();
      return true;
    };
    await expect(fetchIt()).rejects.toThrow("more than 8 redirects; expected the file");
  });

  test("no file is written through a link out of the folder", async () => {
    const elsewhere = join(root, "elsewhere");
    await mkdir(elsewhere, { recursive: true });
    await mkdir(folder, { recursive: true });
    await symlink(elsewhere, join(folder, "sub"));
    const out = /elsewhere leaves the folder of weights .*; expected a path inside it/;
    await expect(fetchIt({ file: "sub/net.safetensors" })).rejects.toThrow(out);
    await expect(fetchIt({ file: "sub/deep/net.safetensors" })).rejects.toThrow(out);
    await expect(fetchIt({ file: "../net.safetensors" })).rejects.toThrow(/leaves the folder of weights/);
    hub.instead = ({ place }, response) => {
      if (!place.startsWith("store.test")) return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(fetchIt({}, { attempts: 1 })).rejects.toThrow("status 503");
    hub.instead = () => false;
    const [staging = ""] = (await readdir(folder)).filter((name) => name.endsWith(".part"));
    await symlink(join(elsewhere, "x"), join(folder, staging, "model.safetensors.part"));
    await expect(fetchIt()).rejects.toThrow(/model\.safetensors\.part: is a link/);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  test("folders below the folder of weights are made", async () => {
    expect(await fetchIt({ file: "deep/er/net.safetensors" })).toMatchObject({ state: "fetched" });
    expect(await readdir(join(folder, "deep", "er"))).toEqual(["net.safetensors"]);
  });

  test("a private manifest has its file already", async () => {
    const own = { ...manifestOf(), private: true } as const;
    await expect(fetchWeights(own, options())).rejects.toThrow(
      "is private, with its file beside it; expected",
    );
    expect(hub.asked).toEqual([]);
  });

  test("a lock that cannot be written is told before anything is fetched", async () => {
    await writeFile(join(root, "file"), "");
    const failed = fetchIt({}, { lockPath: join(root, "file", "weights.lock.json") });
    await expect(failed).rejects.toBeInstanceOf(InputError);
    await expect(failed).rejects.toThrow(
      /hashes of weights cannot be recorded there \(.*\); expected a file that can be written: name another with --lock FILE/,
    );
    expect(hub.asked).toEqual([]);
  });
});

describe("shards", () => {
  const shardOf = { one: "model-1.safetensors", two: "model-2.safetensors", three: "model-2.safetensors" };
  const indexUrl = `${url}.index.json`;
  const index = { url: indexUrl, published: "safetensors-index" } as const;
  const publishShards = (
    map: Readonly<Record<string, string>> = shardOf,
    more: Readonly<Record<string, Buffer>> = {},
  ): void => {
    hub.small.add("model.safetensors.index.json");
    hub.publish(first, {
      "org/net/model.safetensors.index.json": Buffer.from(JSON.stringify({ weight_map: map })),
      "org/net/model-1.safetensors": weightsFile(["one"]),
      "org/net/model-2.safetensors": weightsFile(["two", "three"], 5),
      ...more,
    });
  };

  test("become one file with every tensor, the same each time, and are removed", async () => {
    publishShards();
    await fetchIt(index);
    const { tensors } = readSafetensorsHeader(join(folder, "net.safetensors"));
    expect([...tensors].map(([key, { dims }]) => [key, dims]).sort()).toEqual([
      ["one", [4]],
      ["three", [5]],
      ["two", [5]],
    ]);
    const made = await fetched();
    const { offset, length } = tensors.get("three")!;
    expect(
      new Float32Array(made.buffer.slice(made.byteOffset + offset, made.byteOffset + offset + length)),
    ).toEqual(Float32Array.from([1, 1.2, 1.4, 1.6, 1.8]));
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
    const { net } = await readWeightsLock(lockPath);
    expect(Object.keys(net!.published)).toEqual([
      "model.safetensors.index.json",
      "model-1.safetensors",
      "model-2.safetensors",
    ]);
    expect(net).toMatchObject({ sha256: sha256(made), revision: first });
    await rm(folder, { recursive: true });
    hub.main = second;
    expect(await fetchIt(index)).toMatchObject({ trust: "lock", sha256: sha256(made) });
  });

  test.each([
    [
      "../../evil.safetensors",
      /shard "\.\.\/\.\.\/evil\.safetensors"; expected the name of a safetensors file/,
    ],
    ["/etc/passwd", /shard "\/etc\/passwd"; expected the name/],
    ["https://evil.test/a.safetensors", /shard "https:.*"; expected the name/],
    ["model-1.bin", /shard "model-1\.bin"; expected the name/],
  ])("named %s are refused", async (name, message) => {
    publishShards({ ...shardOf, one: name });
    await expect(fetchIt(index)).rejects.toThrow(message);
    expect(places().filter((place) => place.includes("evil"))).toEqual([]);
  });

  test.each<[string, () => void, RegExp]>([
    [
      "a shard is missing",
      () => publishShards({ ...shardOf, four: "model-3.safetensors" }),
      /model-3\.safetensors: the hub answered 404 Not Found; expected the file/,
    ],
    [
      "a shard lacks a tensor",
      () => publishShards({ ...shardOf, four: "model-2.safetensors" }),
      /model-2\.safetensors: lacks tensor four; expected all 4 of .*index\.json, 1 are missing/,
    ],
    [
      "two shards have a tensor",
      () => publishShards(shardOf, { "org/net/model-1.safetensors": weightsFile(["one", "two"]) }),
      /model-1\.safetensors: has tensor two, which .*index\.json has in model-2\.safetensors; expected it there/,
    ],
    [
      "a tensor is not in the index",
      () => publishShards(shardOf, { "org/net/model-1.safetensors": weightsFile(["one", "extra"]) }),
      /has tensor extra, which .* has in no shard/,
    ],
    ["the index is empty", () => publishShards({}), /index\.json: 0 shards; expected 1 to 1000/],
    [
      "the index is none",
      () => publishShards(shardOf, { "org/net/model.safetensors.index.json": Buffer.from("[]") }),
      /problem in the index of shards/,
    ],
  ])("%s: refused, nothing recorded", async (_, publish, message) => {
    publish();
    await expect(fetchIt(index)).rejects.toThrow(message);
    expect(existsSync(join(folder, "net.safetensors"))).toBe(false);
    expect(await readWeightsLock(lockPath)).toEqual({});
  });
});

test("shards stay where the file that is made of them cannot be written", async () => {
  const shards = { url: `${url}.index.json`, published: "safetensors-index" } as const;
  hub.small.add("model.safetensors.index.json");
  hub.publish(first, {
    "org/net/model.safetensors.index.json": Buffer.from('{"weight_map":{"one":"only.safetensors"}}'),
    "org/net/only.safetensors": weightsFile(["one"]),
  });
  hub.instead = ({ place }, response) => {
    if (!place.startsWith("store.test")) return false;
    response.writeHead(503).end();
    return true;
  };
  await expect(fetchIt(shards, { attempts: 1 })).rejects.toThrow("status 503");
  hub.instead = () => false;
  const [staging = ""] = await readdir(folder);
  const inTheWay = join(folder, staging, ".whole.safetensors");
  await mkdir(inTheWay);
  await expect(fetchIt(shards)).rejects.toThrow(
    /whole\.safetensors: is a folder \(EISDIR\); expected a file/,
  );
  expect(await readdir(join(folder, staging))).toContain("only.safetensors");
  await rm(inTheWay, { recursive: true });
  hub.asked = [];
  expect(await fetchIt(shards)).toMatchObject({ state: "fetched" });
  expect(places().filter((place) => place.startsWith("GET store.test"))).toEqual([]);
});

describe("ONNX models with their data beside them", () => {
  const onnx = {
    url: url.replace("model.safetensors", "onnx/model.onnx"),
    format: "onnx",
    file: "net/model.onnx",
  } as const;
  const data = Buffer.from(Float32Array.of(1, 2, 3, 4).buffer);
  const modelOn = (file: string): Buffer => {
    const graph = new GraphBuilder("net");
    const weight = graph.external("float32", [4], { file, offset: 0, length: 16 }, "weight");
    graph.output(weight, "features", "float32", [4]);
    return Buffer.from(graph.build());
  };
  const model = modelOn("model.onnx_data");
  const publishModel = (bytes: Buffer, beside = data): void =>
    hub.publish(first, { "org/net/onnx/model.onnx": bytes, "org/net/onnx/model.onnx_data": beside });
  const here = () => readdir(join(folder, "net"));

  test("come with it, are recorded, and are fetched again where they are missing", async () => {
    publishModel(model);
    expect(await fetchIt(onnx)).toMatchObject({ state: "fetched", sha256: sha256(model) });
    expect(await here()).toEqual(["model.onnx", "model.onnx_data"]);
    expect((await readWeightsLock(lockPath)).net?.published).toEqual({
      "model.onnx": { sha256: sha256(model), bytes: model.length },
      "model.onnx_data": { sha256: sha256(data), bytes: data.length },
    });
    expect(await fetchIt(onnx)).toMatchObject({ state: "already there" });
    await rm(join(folder, "net", "model.onnx_data"));
    expect(await fetchIt(onnx)).toMatchObject({ state: "fetched", trust: "lock" });
    expect(await readFile(join(folder, "net", "model.onnx_data"))).toEqual(data);
    await rm(join(folder, "net"), { recursive: true });
    publishModel(model, Buffer.alloc(data.length));
    await expect(fetchIt(onnx)).rejects.toThrow(`expected ${sha256(data)} as recorded in ${lockPath}`);
  });

  test("never replace another file, and never lie elsewhere", async () => {
    publishModel(model);
    await mkdir(join(folder, "net"), { recursive: true });
    await writeFile(join(folder, "net", "model.onnx_data"), "another");
    await expect(fetchIt(onnx)).rejects.toThrow(
      /model\.onnx_data: SHA-256 .*; expected .* or no file: a folder/,
    );
    expect(await readFile(join(folder, "net", "model.onnx_data"), "utf8")).toBe("another");
    await rm(folder, { recursive: true });
    for (const place of ["../x", "/etc/x", "a/b", "model.onnx", ".x"]) {
      hub.publish(first, { "org/net/onnx/model.onnx": modelOn(place) });
      await expect(fetchIt(onnx)).rejects.toThrow(
        `external data "${place}"; expected the name of a file beside`,
      );
    }
    expect(await readWeightsLock(lockPath)).toEqual({});
  });

  test("what is no model is refused", async () => {
    hub.publish(first, { "org/net/onnx/model.onnx": Buffer.from("<html></html>") });
    await expect(fetchIt(onnx)).rejects.toThrow("is a web page (HTML); expected an ONNX file");
    hub.publish(second, { "org/net/onnx/model.onnx": model.subarray(0, model.length - 3) });
    await expect(fetchIt(onnx)).rejects.toThrow(/not an ONNX file \(.*\); expected a whole one/);
  });
});

describe("pickles", () => {
  const pickle = { url: `${url}.bin`, published: "torch-pickle", entry: "model.state" } as const;
  const checkpoint = Buffer.from("PK\x03\x04 as it was saved");

  test("are converted once, and removed", async () => {
    hub.publish(first, { "org/net/model.safetensors.bin": checkpoint });
    const converted: unknown[] = [];
    const made = join(root, "made.safetensors");
    await writeFile(made, content);
    const read = converting(async (out, path, entry) => {
      converted.push([await readFile(path), entry]);
      await copyFile(made, out);
    });
    expect(await fetchIt(pickle, { read })).toMatchObject({ sha256: sha256(content) });
    expect(converted).toEqual([[checkpoint, "model.state"]]);
    expect((await readWeightsLock(lockPath)).net?.published).toEqual({
      "model.safetensors.bin": { sha256: sha256(checkpoint), bytes: checkpoint.length },
    });
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
    expect(await fetchIt(pickle, { read })).toMatchObject({ state: "already there" });
    expect(converted).toHaveLength(1);
    // A converter that makes something else of it is noticed.
    await rm(folder, { recursive: true });
    await writeFile(made, changed);
    await expect(fetchIt(pickle, { read })).rejects.toThrow(
      `gave is as recorded in ${lockPath}, but the file that is made of entry model.state of it has SHA-256 ${sha256(changed)}; expected ${sha256(content)}: this version makes another,`,
    );
    // What was fetched for it stays: nothing is wrong with that.
    const [staging = ""] = await readdir(folder);
    expect(await readdir(join(folder, staging))).toEqual(["model.safetensors.bin"]);
  });

  test("of two conversions at once, the second takes the file of the first", async () => {
    hub.publish(first, { "org/net/model.safetensors.bin": checkpoint });
    const made = join(root, "made.safetensors");
    await writeFile(made, content);
    let isWaiting = () => {};
    let goOn = () => {};
    const waiting = new Promise<void>((resolve) => (isWaiting = resolve));
    const going = new Promise<void>((resolve) => (goOn = resolve));
    const slow = fetchIt(pickle, {
      read: converting(async (out) => {
        isWaiting();
        await going;
        await copyFile(made, out);
      }),
    });
    await waiting;
    const quick = { read: converting((out) => copyFile(made, out)) };
    expect(await fetchIt(pickle, quick)).toMatchObject({ state: "fetched", trust: "first fetch" });
    goOn();
    expect(await slow).toMatchObject({ state: "already there", trust: "lock", sha256: sha256(content) });
    expect(await readdir(folder)).toEqual(["net.safetensors"]);
  });

  test.each([...torchFiles()].slice(0, 3))("of PyTorch itself: %s", async (_, { file, entry, tensors }) => {
    hub.publish(first, { "org/net/model.safetensors.bin": file });
    const { entry: __, ...whole } = pickle;
    const weights = entry === null ? whole : { ...whole, entry };
    await fetchIt(weights);
    const header = readSafetensorsHeader(join(folder, "net.safetensors"));
    expect([...header.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
  });

  test("one that the converter refuses is kept for a better one, a web page is not", async () => {
    const read = converting(async (_, path) => {
      throw new InputError(`${path}: refused`);
    });
    hub.publish(first, { "org/net/model.safetensors.bin": checkpoint });
    await expect(fetchIt(pickle, { read })).rejects.toThrow(/gave is not usable: .*: refused/);
    const [staging = ""] = await readdir(folder);
    expect(await readdir(join(folder, staging))).toEqual(["model.safetensors.bin"]);
    hub.publish(second, { "org/net/model.safetensors.bin": Buffer.from("<html></html>") });
    await expect(fetchIt(pickle, { read })).rejects.toThrow("refused");
    expect(await readdir(folder)).toEqual([staging]);
  });
});

test("a server that is no hub: no revision, and its own version of the bytes is not mixed with another", async () => {
  const elsewhere = { url: "https://files.test/a/model.safetensors" };
  let [etag, served] = ['"1"', content];
  hub.instead = (asked, response) => {
    if (asked.method === "HEAD" || asked.range !== undefined || etag === '"2"') {
      send(served, asked, response, { etag });
      return true;
    }
    cut(1000, asked, response);
    return true;
  };
  await expect(fetchIt(elsewhere, { attempts: 1 })).resolves.toMatchObject({ revision: null });
  await rm(folder, { recursive: true });
  await rm(lockPath);
  await mkdir(join(folder, "net.safetensors.0123456789ab.part"), { recursive: true });
  [etag, served] = ['"2"', changed];
  expect(await fetchIt(elsewhere)).toMatchObject({ sha256: sha256(changed), revision: null });
  expect(await readdir(folder)).toEqual(["net.safetensors"]);
});
