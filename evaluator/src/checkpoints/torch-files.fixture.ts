import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";

/** What torch loads: row-major bytes of each tensor. */
export interface TorchTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Buffer;
}

export interface TorchFile {
  readonly file: Buffer;
  readonly entry: string | null;
  readonly tensors: ReadonlyMap<string, TorchTensor>;
}

interface Fixture {
  readonly cases: Record<
    string,
    {
      readonly file: string;
      readonly entry: string | null;
      readonly tensors: Record<string, { dtype: string; shape: number[]; data: string }>;
    }
  >;
  readonly refused: Record<string, { readonly file: string; readonly says: string }>;
}

const fixture = JSON.parse(
  readFileSync(fileURLToPath(new URL("torch-files.fixture.json", import.meta.url)), "utf8"),
) as Fixture;

const unpacked = (file: string): Buffer => inflateSync(Buffer.from(file, "base64"));

/** Files of torch that hold more than tensors and plain values, by name, with what has to be said of them. */
export function refusedFiles(): readonly (readonly [name: string, file: Buffer, says: string])[] {
  return Object.entries(fixture.refused).map(([name, { file, says }]) => [name, unpacked(file), says]);
}

/** Checkpoints as torch wrote them, by name, with what torch loads from them. */
export function torchFiles(): ReadonlyMap<string, TorchFile> {
  return new Map(
    Object.entries(fixture.cases).map(([name, { file, entry, tensors }]) => [
      name,
      {
        file: unpacked(file),
        entry,
        tensors: new Map(
          Object.entries(tensors).map(([key, { dtype, shape, data }]) => [
            key,
            { dtype, shape, data: Buffer.from(data, "base64") },
          ]),
        ),
      },
    ]),
  );
}
