import { hashUnit, noise, type Random } from "./random.ts";

/** Red, green, blue, 0 to 255; the callee writes it. */
export type Colour = Float64Array;

/**
 * What a surface is made of. `shade` writes the colour at (x, y) metres on the surface; detail smaller than
 * `footprint`, the metres that a pixel covers there, fades to its mean.
 */
export interface Material {
  /** COCO-Stuff's stored value (COCO id - 1). */
  readonly stuffValue: number;
  shade(x: number, y: number, footprint: number, out: Colour): void;
}

type Rgb = readonly [red: number, green: number, blue: number];

/** 1 where a detail of this size (metres) is well resolved, 0 where a pixel covers it. */
const visible = (size: number, footprint: number): number => Math.max(0, Math.min(1, size / footprint - 1));

function tint(out: Colour, [red, green, blue]: Rgb, brightness: number): void {
  out[0] = red * brightness;
  out[1] = green * brightness;
  out[2] = blue * brightness;
}

function jitter(random: Random, [red, green, blue]: Rgb, amount: number): Rgb {
  const all = random.between(-amount, amount);
  const one = (value: number): number => value + all + random.between(-amount, amount) * 0.5;
  return [one(red), one(green), one(blue)];
}

/** Boards along y, each with its own tone and grain. */
function boards(random: Random, stuffValue: number, base: Rgb, width: number, length: number): Material {
  const colour = jitter(random, base, 16);
  const seed = random.integer(1, 1e6);
  return {
    stuffValue,
    shade: (x, y, footprint, out) => {
      const column = Math.floor(x / width);
      const shifted = y / length + hashUnit(column, 7, seed);
      const tone = 0.82 + 0.3 * hashUnit(column, Math.floor(shifted), seed);
      const grain = (noise(x * 60, y * 4, seed) - 0.5) * 0.28 * visible(0.02, footprint);
      const seam = x / width - column < 0.05 || shifted - Math.floor(shifted) < 0.012 ? 0.35 : 0;
      tint(out, colour, tone + grain - seam * visible(0.012, footprint));
    },
  };
}

/** Rectangular stones or tiles with joints; `stagger` shifts every other row, as bricks are laid. */
function blocks(
  random: Random,
  stuffValue: number,
  base: Rgb,
  joint: Rgb,
  size: {
    readonly width: number;
    readonly height: number;
    readonly stagger: number;
    readonly variation: number;
  },
): Material {
  const colour = jitter(random, base, 18);
  const seed = random.integer(1, 1e6);
  const edge = 0.06 * Math.min(size.width, size.height) + 0.004;
  return {
    stuffValue,
    shade: (x, y, footprint, out) => {
      const row = Math.floor(y / size.height);
      const along = x / size.width + (row % 2 === 0 ? 0 : size.stagger);
      const column = Math.floor(along);
      const tone = 1 - size.variation / 2 + size.variation * hashUnit(column, row, seed);
      const rough = (noise(x * 45, y * 45, seed) - 0.5) * 0.12 * visible(0.022, footprint);
      tint(out, colour, tone + rough);
      const near = (along - column) * size.width < edge || y - row * size.height < edge;
      const share = near ? visible(edge * 1.5, footprint) : 0;
      for (let c = 0; c < 3; c++) out[c] += (joint[c] - out[c]) * share;
    },
  };
}

/** Specks and blotches: carpet, concrete, sand, plaster, pavement. */
function speckled(
  random: Random,
  stuffValue: number,
  base: Rgb,
  grain: { readonly size: number; readonly contrast: number; readonly blotch: number },
): Material {
  const colour = jitter(random, base, 16);
  const seed = random.integer(1, 1e6);
  const fine = 1 / grain.size;
  return {
    stuffValue,
    shade: (x, y, footprint, out) => {
      const speck = (noise(x * fine, y * fine, seed) - 0.5) * grain.contrast * visible(grain.size, footprint);
      const blotch = (noise(x * 1.7, y * 1.7, seed + 1) - 0.5) * grain.blotch;
      tint(out, colour, 1 + speck + blotch);
    },
  };
}

/** Blades, leaves or needles: green noise at two scales, dark in the gaps. */
function foliage(random: Random, stuffValue: number, base: Rgb, size: number, stretch: number): Material {
  const colour = jitter(random, base, 14);
  const seed = random.integer(1, 1e6);
  return {
    stuffValue,
    shade: (x, y, footprint, out) => {
      const leaf = noise(x / size, (y / size) * stretch, seed);
      const bough = noise(x * 2.3, y * 2.3, seed + 1);
      tint(out, colour, 0.95 + (leaf - 0.5) * 1.1 * visible(size, footprint) + (bough - 0.5) * 0.5);
      out[0] += (leaf - 0.4) * 26 * visible(size, footprint);
    },
  };
}

/** Upright slats with gaps. */
function fence(random: Random): Material {
  const colour = jitter(random, [172, 142, 104], 22);
  const seed = random.integer(1, 1e6);
  return {
    stuffValue: 112,
    shade: (x, y, footprint, out) => {
      const slat = x / 0.16;
      const gap = slat - Math.floor(slat) < 0.16 || (y > 0.25 && y < 0.31) ? 0.55 : 0;
      const grain = (noise(x * 50, y * 3, seed) - 0.5) * 0.25 * visible(0.02, footprint);
      tint(
        out,
        colour,
        0.85 + 0.3 * hashUnit(Math.floor(slat), 3, seed) + grain - gap * visible(0.02, footprint),
      );
    },
  };
}

/** Folds of cloth. */
function curtain(random: Random): Material {
  const colour = jitter(
    random,
    random.pick([
      [150, 60, 66],
      [70, 96, 140],
      [196, 178, 140],
    ] as const),
    20,
  );
  const seed = random.integer(1, 1e6);
  return {
    stuffValue: 108,
    shade: (x, y, _footprint, out) => {
      const fold = Math.sin((x + 0.05 * noise(x * 3, y, seed)) * 42);
      tint(out, colour, 0.85 + 0.28 * fold);
    },
  };
}

/** A window: panes that reflect a pale sky, white bars. */
function windowPane(random: Random): Material {
  const sky = jitter(random, [176, 206, 232], 14);
  return {
    stuffValue: 180,
    shade: (x, y, _footprint, out) => {
      const bar =
        Math.abs((((x % 0.5) + 0.5) % 0.5) - 0.25) < 0.022 ||
        Math.abs((((y % 0.55) + 0.55) % 0.55) - 0.28) < 0.022;
      tint(out, bar ? [236, 234, 228] : sky, bar ? 1 : 0.82 + 0.16 * y);
    },
  };
}

function door(random: Random): Material {
  const colour = jitter(
    random,
    random.pick([
      [126, 82, 48],
      [206, 200, 188],
      [84, 108, 96],
    ] as const),
    14,
  );
  return {
    stuffValue: 111,
    shade: (x, y, _footprint, out) => {
      const u = ((x % 1) + 1) % 1;
      const v = ((y % 0.95) + 0.95) % 0.95;
      const panel = u > 0.16 && u < 0.84 && v > 0.12 && v < 0.83;
      const frame = panel && (u < 0.19 || u > 0.81 || v < 0.15 || v > 0.8);
      tint(out, colour, frame ? 0.7 : panel ? 0.93 : 1.03);
    },
  };
}

/** Clear sky paling downwards, or clouds. x and y are metres on a far upright plane. */
function sky(random: Random, kind: "clear" | "clouds"): Material {
  const seed = random.integer(1, 1e6);
  const blue = jitter(random, [104, 156, 222], 14);
  return {
    stuffValue: kind === "clear" ? 156 : 105,
    shade: (x, y, _footprint, out) => {
      const pale = Math.max(0, Math.min(1, 1 - y / 5));
      for (let c = 0; c < 3; c++) out[c] = blue[c] + (235 - blue[c]) * 0.6 * pale;
      if (kind === "clear") return;
      const puff =
        noise(x * 0.6, y * 0.9, seed) * 0.55 +
        noise(x * 1.5, y * 2.2, seed + 1) * 0.3 +
        noise(x * 4, y * 5, seed + 2) * 0.15;
      const cover = Math.max(0, Math.min(1, (puff - 0.34) * 4));
      for (let c = 0; c < 3; c++) out[c] += (222 + 26 * puff - out[c]) * cover;
    },
  };
}

const brick = { width: 0.24, height: 0.085, stagger: 0.5, variation: 0.42 };
const wallTile = { width: 0.2, height: 0.2, stagger: 0, variation: 0.08 };
const floorTile = { width: 0.42, height: 0.42, stagger: 0, variation: 0.16 };
const slab = { width: 0.6, height: 0.4, stagger: 0.5, variation: 0.22 };

export type MaterialMaker = (random: Random) => Material;

export const indoorFloors: readonly MaterialMaker[] = [
  (random) => boards(random, 117, [168, 116, 70], 0.13, 1.4),
  (random) => blocks(random, 116, [206, 200, 188], [128, 122, 114], floorTile),
  (random) =>
    speckled(
      random,
      100,
      random.pick([
        [134, 72, 70],
        [92, 98, 126],
        [150, 138, 118],
      ] as const),
      { size: 0.02, contrast: 0.6, blotch: 0.1 },
    ),
];

export const indoorWalls: readonly MaterialMaker[] = [
  (random) => speckled(random, 171, [196, 192, 184], { size: 0.03, contrast: 0.08, blotch: 0.1 }),
  (random) => boards(random, 176, [152, 108, 72], 0.2, 9),
  (random) => blocks(random, 175, [198, 216, 220], [238, 240, 240], wallTile),
  (random) => blocks(random, 170, [166, 84, 64], [196, 186, 174], brick),
];

export const ceiling: MaterialMaker = (random) =>
  speckled(random, 101, [226, 224, 218], { size: 0.05, contrast: 0.04, blotch: 0.03 });

export const rug: MaterialMaker = (random) => {
  const colour = jitter(
    random,
    random.pick([
      [164, 58, 62],
      [52, 84, 128],
      [188, 148, 70],
    ] as const),
    18,
  );
  return {
    stuffValue: 151,
    shade: (x, y, footprint, out) => {
      const diamond =
        Math.abs(((((x * 2.6) % 1) + 1) % 1) - 0.5) + Math.abs(((((y * 2.6) % 1) + 1) % 1) - 0.5);
      tint(
        out,
        colour,
        diamond < 0.36 ? 1.35 : 0.9 + 0.15 * visible(0.02, footprint) * noise(x * 60, y * 60, 5),
      );
    },
  };
};

export const wallDecorations: readonly MaterialMaker[] = [curtain, windowPane, door];

export const outdoorGrounds: readonly MaterialMaker[] = [
  (random) => foliage(random, 123, [86, 128, 52], 0.035, 0.5),
  (random) => blocks(random, 139, [158, 154, 148], [108, 104, 100], slab),
  (random) => speckled(random, 153, [206, 184, 140], { size: 0.035, contrast: 0.24, blotch: 0.18 }),
  (random) => speckled(random, 148, [104, 104, 108], { size: 0.025, contrast: 0.35, blotch: 0.14 }),
];

export const outdoorBacks: readonly MaterialMaker[] = [
  (random) => foliage(random, 96, [58, 96, 46], 0.09, 1),
  fence,
  (random) => blocks(random, 170, [158, 80, 62], [190, 180, 168], brick),
  (random) =>
    blocks(random, 174, [146, 140, 128], [92, 88, 80], {
      width: 0.5,
      height: 0.3,
      stagger: 0.5,
      variation: 0.4,
    }),
];

export const skies: readonly MaterialMaker[] = [
  (random) => sky(random, "clear"),
  (random) => sky(random, "clouds"),
];
