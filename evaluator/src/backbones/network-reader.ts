import type { Read } from "../reading/child.ts";
import { openBackbone } from "./backbone.ts";
import { type ExaminedFile, examineFile } from "./examined.ts";
import { placedIn } from "./manifest-folder.ts";
import { openNetwork } from "./network.ts";
import type { NetworkFiles, NetworkJob } from "./network-job.ts";

/**
 * Runs in a child: opens a network as a run does, with everything that is checked of its files. A foreign ONNX file is run
 * too, since the engine takes whatever it says.
 */
export const read: Read<NetworkJob, NetworkFiles> = async (job) => {
  const { folder, weightsDirectory, lockPath, threads } = job;
  // Features are compared with the probe's by whoever uses them.
  const { probe: _, ...unprobed } = job.manifest;
  const manifest = folder === null ? unprobed : placedIn(unprobed, folder);
  const files: ExaminedFile[] = [];
  const options = {
    ...(weightsDirectory === null ? {} : { weightsDirectory }),
    ...(threads === null ? {} : { threads }),
    ...{ lockPath, seed: 0, reading: "here" as const },
    hash: async (path: string) => {
      const file = await examineFile(path);
      files.push(file);
      return file.sha256;
    },
  };
  await using _opened =
    manifest.family === "onnx" ? await openBackbone(manifest, options) : await openNetwork(manifest, options);
  return files;
};
