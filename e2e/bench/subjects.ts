import { readFileSync } from "node:fs";
import { Agent, type IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { protocolTaskIds, type ResultBundle } from "#contract";
import { testBundle } from "#db/test/bundle.ts";
import { pictureName, testArtefacts, testOutputSizes, testPicture } from "#db/test/documents.ts";
import { testSpeed } from "#db/test/speed.ts";
import { benchCohort } from "./database.ts";
import { ask, type Loaded, summary } from "./load.ts";

/** What is uploaded to a site under test, and the names under which it is read. */
export interface Subjects {
  readonly result: string;
  readonly speed: string;
  readonly artefacts: string;
  readonly outputSizes: string;
  /** File name. */
  readonly picture: string;
  /** Of the state before the uploads. */
  readonly oldSnapshot: string;
  readonly newSnapshot: string;
  /** ETag of the board's data. */
  readonly boardTag: string;
}

/** Before anything is uploaded. */
export const unknownSubjects: Subjects = {
  ...{ result: "?", speed: "?", artefacts: "?", outputSizes: "?", picture: "?" },
  ...{ oldSnapshot: "?", newSnapshot: "?", boardTag: "?" },
};

/** Of what the benchmark itself uploads. */
export const uploadedBackbone = "bench-uploaded";

export class Uploader {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #site: string;
  readonly #token: string;

  constructor(site: string, tokenFile: string) {
    this.#site = site;
    this.#token = readFileSync(tokenFile, "utf8").trim();
  }

  /** Its id; throws at anything but "created". */
  async send(path: string, body: Uint8Array | string, method: "POST" | "PUT" = "POST"): Promise<string> {
    const type = typeof body === "string" ? "application/json" : "image/png";
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": type };
    const answer = await ask(this.#agent, `${this.#site}${path}`, { method, headers, body });
    const text = answer.body.toString("utf8");
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${text}`);
    return String(JSON.parse(text).id);
  }

  async json(path: string): Promise<{ readonly headers: IncomingHttpHeaders; readonly value: unknown }> {
    const { headers, body } = await ask(this.#agent, `${this.#site}${path}`, {
      headers: { "accept-encoding": "identity" },
    });
    return { headers, value: JSON.parse(body.toString("utf8")) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** What is sent while reads are under load. */
export interface Uploads {
  readonly uploader: Uploader;
  readonly bundles: Generator<ResultBundle, never>;
  readonly everyMs: number;
}

async function snapshotIds(uploader: Uploader): Promise<string[]> {
  const { value } = await uploader.json("/api/v1/snapshots");
  return (value as { snapshots: { id: string }[] }).snapshots.map(({ id }) => id);
}

/** Uploads one of each kind through the site's own doors. */
export async function uploadSubjects(uploader: Uploader): Promise<Subjects> {
  // The newest of the database's own: the paper's results came on top when the site started.
  const oldSnapshot = (await snapshotIds(uploader)).at(-1) ?? "";
  const bundle = testBundle({ backboneId: uploadedBackbone });
  const picture = testPicture(64);
  const file = pictureName(picture);
  const result = await uploader.send("/api/v1/results", JSON.stringify(bundle));
  await uploader.send(`/api/v1/pictures/${file}`, picture, "PUT");
  const index = testArtefacts(bundle, { file, width: 64, height: 64 });
  const artefacts = await uploader.send("/api/v1/artefacts", JSON.stringify(index));
  const sizes = JSON.stringify(testOutputSizes(bundle));
  const outputSizes = await uploader.send("/api/v1/output-sizes", sizes);
  const speed = await uploader.send(
    "/api/v1/speed",
    JSON.stringify(testSpeed({ backboneId: uploadedBackbone })),
  );
  const [newSnapshot = ""] = await snapshotIds(uploader);
  const { headers } = await uploader.json(`/api/v1/boards/${benchCohort}`);
  return {
    ...{ result, speed, artefacts, outputSizes, picture: file },
    ...{ oldSnapshot, newSnapshot, boardTag: headers.etag ?? "" },
  };
}

/** Made-up results that nobody has sent yet: of five seeds of every task, then of another backbone. */
export function* newBundles(): Generator<ResultBundle, never> {
  for (let backbone = 1; ; backbone++) {
    for (let seed = 0; seed < 5; seed++) {
      for (const task of protocolTaskIds) {
        yield testBundle({ backboneId: `${uploadedBackbone}-${backbone}`, task, seed });
      }
    }
  }
}

/** Sends a bundle every `everyMs` until `ended`, and says how long the answers took. */
export async function uploadMeanwhile(
  { uploader, bundles, everyMs }: Uploads,
  ended: Promise<unknown>,
): Promise<Loaded & { readonly accepted: number }> {
  let running = true;
  void ended.finally(() => {
    running = false;
  });
  const took: number[] = [];
  const start = performance.now();
  for (let turn = 1; running; turn++) {
    const begun = performance.now();
    await uploader.send("/api/v1/results", JSON.stringify(bundles.next().value));
    took.push(performance.now() - begun);
    await Promise.race([sleep(Math.max(0, start + turn * everyMs - performance.now())), ended]);
  }
  const seconds = (performance.now() - start) / 1000;
  return { ...summary("uploads", took, seconds), accepted: took.length };
}
