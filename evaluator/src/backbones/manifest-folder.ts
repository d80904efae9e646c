import type { Manifest } from "../contract/index.ts";

/** Where a private manifest lies on this machine. A symbol, so that no document and no hash of one has it. */
const folder = Symbol("folder of the manifest");

interface PlacedManifest extends Manifest {
  readonly [folder]?: string;
}

/** The manifest of a file in `path`, in which its weights lie too. */
export const placedIn = (manifest: Manifest, path: string): PlacedManifest => ({
  ...manifest,
  [folder]: path,
});

/** Undefined: weights lie in the folder of weights alone. */
export const folderOf = (manifest: PlacedManifest): string | undefined => manifest[folder];
