import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { canonicalJson, taskIds } from "#contract";
import { testBundle } from "#db/test/bundle.ts";
import { pictureName, testArtefacts, testOutputSizes, testPicture } from "#db/test/documents.ts";
import { testSpeed } from "#db/test/speed.ts";
import { Dice } from "../fuzz/dice.ts";

/** Uploads that keep coming while the server is killed, each sent until it is answered, as the real client does. */

interface Upload {
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly body: Buffer<ArrayBuffer>;
  /** Where it is read afterwards. */
  readonly place: string;
}

const post = (path: string, document: unknown): Upload => {
  const canonical = canonicalJson(document);
  const id = createHash("sha256").update(canonical).digest("hex");
  return { method: "POST", path, body: Buffer.from(canonical), place: `${path}/${id}` };
};

/** One of each kind, in the order in which they have to come. */
function* everyKind(dice: Dice): Generator<Upload> {
  const bundle = testBundle({ backboneId: `killed-${dice.below(4)}`, seed: dice.below(1e9) });
  const picture = testPicture(8, dice.below(256));
  const path = `/api/v1/pictures/${pictureName(picture)}`;
  yield post("/api/v1/results", bundle);
  yield { method: "PUT", path, body: picture, place: path };
  yield post("/api/v1/artefacts", testArtefacts(bundle, { file: pictureName(picture), width: 8, height: 8 }));
  yield post("/api/v1/output-sizes", testOutputSizes(bundle));
  yield post(
    "/api/v1/speed",
    testSpeed({ backboneId: `killed-${dice.below(4)}`, backboneMs: 1 + dice.below(1e6) }),
  );
  const task = dice.of(taskIds);
  yield post(
    "/api/v1/results",
    testBundle({ backboneId: `killed-${dice.below(4)}`, task, seed: dice.below(1e9) }),
  );
}

export interface SteadyUploads {
  /** Where what was answered with 200 or 201 is read. */
  readonly answered: ReadonlySet<string>;
  /** Refusals: none is expected. */
  readonly refused: readonly string[];
  /** Sends no more; the one under way is sent until it is answered. */
  end(): Promise<void>;
  /** The same, and the one under way not again: nobody answers any more. */
  giveUp(): Promise<void>;
}

export function startUploads(site: string, token: string, seed: number): SteadyUploads {
  const [answered, refused] = [new Set<string>(), [] as string[]];
  const dice = new Dice(seed);
  let isWanted = true;
  let isHoped = true;
  const send = async ({ method, path, body, place }: Upload): Promise<boolean> => {
    const type = method === "PUT" ? "image/png" : "application/json";
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    const answer = await fetch(`${site}${path}`, { method, body, headers });
    const text = await answer.text();
    if (answer.status === 429 || answer.status === 503) return false;
    if (answer.status === 200 || answer.status === 201) answered.add(place);
    else refused.push(`${answer.status} to ${method} ${path}: ${text.slice(0, 500)}`);
    return true;
  };
  const sendUntilAnswered = async (upload: Upload) => {
    while (isHoped && !(await send(upload).catch(() => false))) await sleep(50);
  };
  const sending = (async () => {
    while (isWanted) for (const upload of everyKind(dice)) await sendUntilAnswered(upload);
  })();
  const end = () => {
    isWanted = false;
    return sending;
  };
  return {
    ...{ answered, refused, end },
    giveUp() {
      isHoped = false;
      return end();
    },
  };
}
