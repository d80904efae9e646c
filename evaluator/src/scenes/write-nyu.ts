import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { File, type Dataset as HdfDataset, ready } from "h5wasm/node";
import { encodeMat5 } from "../data/mat5.ts";
import { sceneHeight, sceneWidth } from "./layout.ts";
import type { RenderedScene } from "./render.ts";

const userBlockBytes = 512;
/** Bytes of the superblock (version 0) that hold the base address (the user block's length) and the file's length. */
const baseAddressByte = 24;
const endOfFileByte = 40;
const compression = 1;

/** HDF5 stamps objects with the time; scenes must have the same bytes whenever they are made. */
function withoutClock<Result>(work: () => Result): Result {
  const now = Date.now;
  Date.now = () => 0;
  try {
    return work();
  } finally {
    Date.now = now;
  }
}

/** `[H, W, channels]` -> `[channels, W, H]`, as MATLAB's column-major arrays appear in HDF5. */
function toMatlab<Values extends Uint8Array | Float32Array>(
  data: Values,
  out: Values,
  channels: number,
): Values {
  for (let c = 0; c < channels; c++) {
    for (let x = 0; x < sceneWidth; x++) {
      for (let y = 0; y < sceneHeight; y++) {
        out[(c * sceneWidth + x) * sceneHeight + y] = data[(y * sceneWidth + x) * channels + c];
      }
    }
  }
  return out;
}

/** What a depth camera would see: nothing at the image's border and beside nearer things. */
function withHoles({ depthMeters, width, height }: RenderedScene): Float32Array {
  return depthMeters.map((depth, pixel) => {
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    if (x < 8 || x >= width - 8 || y < 6 || y >= height - 6) return 0;
    return depth - depthMeters[pixel - 6] > 0.4 ? 0 : depth;
  });
}

function matlabHeader(): Buffer {
  const block = Buffer.alloc(userBlockBytes);
  block.fill(" ", 0, 116);
  block.write("MATLAB 7.3 MAT-file, written by the scenes generator, HDF5 schema 1.00 .", 0, "latin1");
  block.writeUInt16LE(0x0200, 124);
  block.write("IM", 126, "latin1");
  return block;
}

/** Puts MATLAB's user block before the HDF5 file and tells the superblock. */
async function prependUserBlock(hdfPath: string, matPath: string): Promise<void> {
  const hdf = await open(hdfPath);
  const mat = await open(matPath, "w");
  try {
    await mat.write(matlabHeader(), 0, userBlockBytes, 0);
    const piece = Buffer.allocUnsafe(1 << 20);
    for (let at = 0; ; ) {
      const { bytesRead } = await hdf.read(piece, 0, piece.length, at);
      if (bytesRead === 0) break;
      await mat.write(piece, 0, bytesRead, userBlockBytes + at);
      at += bytesRead;
    }
    const superblock: readonly [byte: number, value: number][] = [
      [baseAddressByte, userBlockBytes],
      [endOfFileByte, (await mat.stat()).size],
    ];
    const address = Buffer.alloc(8);
    for (const [byte, value] of superblock) {
      address.writeBigUInt64LE(BigInt(value));
      await mat.write(address, 0, 8, userBlockBytes + byte);
    }
  } finally {
    await hdf.close();
    await mat.close();
  }
  await rm(hdfPath);
}

/** Writes nyu_depth_v2_labeled.mat frame by frame and, on `finish`, splits.mat. Frame i is scene i. */
export async function createNyuWriter(
  folder: string,
  frames: number,
): Promise<{
  add(frame: number, image: RenderedScene): void;
  finish(train: readonly number[], test: readonly number[]): Promise<void>;
}> {
  await mkdir(folder, { recursive: true });
  await ready;
  const hdfPath = join(folder, "frames.h5");
  const imageShape = [3, sceneWidth, sceneHeight];
  const depthShape = [sceneWidth, sceneHeight];
  const pixels = sceneWidth * sceneHeight;
  const create = (
    file: File,
    name: string,
    data: Uint8Array | Float32Array,
    dtype: string,
    shape: number[],
  ): HdfDataset => {
    const options = {
      name,
      data,
      dtype,
      shape: [1, ...shape],
      maxshape: [null, ...shape],
      chunks: [1, ...shape],
    };
    const array = file.create_dataset({ ...options, compression });
    array.resize([frames, ...shape]);
    return array;
  };
  const { file, images, depths, rawDepths } = withoutClock(() => {
    // The oldest format has no checksum over the superblock, whose base address is set at the end.
    const file = new File(hdfPath, "w", { libver: ["earliest", "latest"] });
    const images = create(file, "images", new Uint8Array(3 * pixels), "<B", imageShape);
    const depths = create(file, "depths", new Float32Array(pixels), "<f", depthShape);
    const rawDepths = create(file, "rawDepths", new Float32Array(pixels), "<f", depthShape);
    return { file, images, depths, rawDepths };
  });
  const storedImage = new Uint8Array(3 * pixels);
  const storedDepth = new Float32Array(pixels);
  return {
    add: (frame, image) => {
      const at = [frame, frame + 1] as [number, number];
      images.write_slice([at, [], [], []], toMatlab(image.rgb, storedImage, 3));
      depths.write_slice([at, [], []], toMatlab(image.depthMeters, storedDepth, 1));
      rawDepths.write_slice([at, [], []], toMatlab(withHoles(image), storedDepth, 1));
    },
    finish: async (train, test) => {
      withoutClock(() => file.close());
      await prependUserBlock(hdfPath, join(folder, "nyu_depth_v2_labeled.mat"));
      // MATLAB counts frames from 1.
      const numbered = (frames: readonly number[]): number[] => frames.map((frame) => frame + 1);
      const splits = encodeMat5({ trainNdxs: numbered(train), testNdxs: numbered(test) });
      await writeFile(join(folder, "splits.mat"), splits);
    },
  };
}
