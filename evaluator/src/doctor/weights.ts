import { listManifests, readManifest } from "../backbones/manifest-file.ts";
import { InputError } from "../files/input-error.ts";
import { readWeightsLock, weightsLockPath } from "../weights/lock-file.ts";
import { weightsFolder } from "../weights/weights-folder.ts";
import { type WeightsState, weightsState } from "../weights/weights-state.ts";
import type { Finding } from "./finding.ts";

/** How many backbones have their weights where commands look for them. */
export async function findWeightsHere(
  folder = weightsFolder(),
  lockPath = weightsLockPath(),
): Promise<Finding> {
  const finding = { section: "weights", name: "of backbones", importance: "optional" } as const;
  try {
    const lock = await readWeightsLock(lockPath);
    const rows: WeightsState[] = [];
    for (const id of await listManifests()) {
      const row = await weightsState(await readManifest(id), folder, lock);
      if (row !== null) rows.push(row);
    }
    const here = rows.filter(({ state }) => state === "here");
    const wrong = rows.filter(({ state }) => state === "other size").map(({ id }) => id);
    const others = wrong.length === 0 ? "" : `; of another size than is known: ${wrong.join(", ")}`;
    return {
      ...finding,
      present: here.length > 0 && wrong.length === 0,
      detail: `${here.length} of ${rows.length} in ${folder}${others}`,
      mend: wrong.length > 0 ? "npx evaluator weights verify" : here.length > 0 ? null : fetchThem,
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...finding, present: false, detail: error.message, mend: null };
  }
}

const fetchThem = "npx evaluator weights fetch ID";
