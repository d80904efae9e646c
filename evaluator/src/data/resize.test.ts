import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ResizeKernel, resizeChannels, resizeLabelsNearest } from "./resize.ts";

interface Encoded {
  readonly dtype: string;
  readonly shape: number[];
  readonly b64: string;
}
interface ResampleCase {
  readonly name: string;
  readonly input: {
    kind: string;
    mode?: string;
    antialias?: boolean;
    input: Encoded;
    size: [number, number];
  };
  readonly expected: { output: Encoded; nearest: Encoded; nearest_exact: Encoded };
}

const cases: ResampleCase[] = JSON.parse(
  readFileSync(new URL("../../golden/metrics/resample.json", import.meta.url), "utf8"),
);

function values({ dtype, b64 }: Encoded): Float32Array | Float64Array | Uint8Array {
  const bytes = Uint8Array.from(Buffer.from(b64, "base64"));
  if (dtype === "float32") return new Float32Array(bytes.buffer);
  if (dtype === "float64") return new Float64Array(bytes.buffer);
  return bytes;
}

describe("resizing agrees with torch.nn.functional.interpolate", () => {
  test.each(cases.filter((one) => one.input.kind === "resize"))("$name", ({ input, expected }) => {
    const [channels, height, width] = input.input.shape;
    const kernel = `${input.mode}${input.antialias ? "-antialias" : ""}` as ResizeKernel;
    const found = resizeChannels(
      values(input.input) as Float32Array,
      channels,
      height,
      width,
      ...input.size,
      kernel,
    );
    const wanted = values(expected.output);
    expect(found.length).toBe(wanted.length);
    let worst = 0;
    for (let i = 0; i < found.length; i++) {
      worst = Math.max(worst, Math.abs(found[i] - wanted[i]) / Math.max(1, Math.abs(wanted[i])));
    }
    expect(worst).toBeLessThan(1e-6);
  });

  test.each(cases.filter((one) => one.input.kind === "nearest"))("$name", ({ input, expected }) => {
    const [height, width] = input.input.shape;
    const data = values(input.input) as Uint8Array;
    for (const kernel of ["nearest", "nearest-exact"] as const) {
      const found = resizeLabelsNearest({ width, height, data }, ...input.size, kernel);
      const wanted = kernel === "nearest" ? expected.nearest : expected.nearest_exact;
      expect([...found.data]).toEqual([...(values(wanted) as Uint8Array)]);
      const asChannels = resizeChannels(Float32Array.from(data), 1, height, width, ...input.size, kernel);
      expect([...asChannels]).toEqual([...found.data]);
    }
  });
});

describe("resizeChannels", () => {
  test.each([
    "bicubic",
    "bicubic-antialias",
    "bilinear",
    "bilinear-antialias",
    "nearest",
    "nearest-exact",
  ] as const)("%s keeps a constant image constant, also from a single row or column", (kernel) => {
    for (const [height, width] of [
      [1, 1],
      [1, 9],
      [2, 3],
      [50, 40],
    ]) {
      const found = resizeChannels(
        new Float32Array(height * width).fill(0.25),
        1,
        height,
        width,
        7,
        5,
        kernel,
      );
      for (const value of found) expect(value).toBeCloseTo(0.25, 6);
    }
  });
  test("refuses data of another length", () => {
    expect(() => resizeChannels(new Float32Array(5), 1, 2, 3, 4, 4, "bilinear")).toThrow("5 values");
  });
});

test("the nearest pixel by centres is Pillow's, also where a centre lies between two", () => {
  const row = (width: number, out: number) => {
    const data = Int32Array.from({ length: width }, (_, x) => x);
    return resizeLabelsNearest({ width, height: 1, data }, 1, out, "nearest-exact").data;
  };
  // Image.new("I", (320, 1)).resize((224, 1), Image.NEAREST), Pillow 12.3: floor((i + 1/2) in / out) is 25 and 35 at 17 and 24.
  expect([...row(320, 224).slice(0, 27)]).toEqual([
    ...[0, 2, 3, 5, 6, 7, 9, 10, 12, 13, 15, 16, 17, 19, 20, 22, 23, 24, 26, 27, 29, 30, 32, 33, 34, 36, 37],
  ]);
  expect([...row(5, 3)]).toEqual([0, 2, 4]);
  expect([...row(2, 4)]).toEqual([0, 0, 1, 1]);
});
