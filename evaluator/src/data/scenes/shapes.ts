import type { Colour } from "./materials.ts";
import { noise, type Random } from "./random.ts";

/**
 * One individual of a class, drawn on its own upright rectangle: u from -1 (left) to 1 (right), v from 0 (ground) to 1
 * (top).
 */
export interface Figure {
  /** 0 outside the silhouette, otherwise the part (1, 2, ...) that is hit. */
  part(u: number, v: number): number;
  shade(part: number, u: number, v: number, out: Colour): void;
}

export interface ObjectClass {
  readonly name: string;
  /** VOC 2012's class index; 0 where VOC has no such class and its map shows background. */
  readonly vocLabel: number;
  /** COCO's sparse category id. */
  readonly cocoId: number;
  readonly place: "indoors" | "outdoors" | "anywhere";
  readonly heightMeters: readonly [low: number, high: number];
  /** Width / height. */
  readonly aspect: number;
  create(random: Random): Figure;
}

type Rgb = readonly [red: number, green: number, blue: number];

const inEllipse = (u: number, v: number, cu: number, cv: number, ru: number, rv: number): boolean =>
  ((u - cu) / ru) ** 2 + ((v - cv) / rv) ** 2 < 1;

const inBox = (u: number, v: number, left: number, right: number, low: number, high: number): boolean =>
  u > left && u < right && v > low && v < high;

function paint(out: Colour, [red, green, blue]: Rgb, brightness = 1): void {
  out[0] = red * brightness;
  out[1] = green * brightness;
  out[2] = blue * brightness;
}

/** Round things are darker towards the sides. */
const roundness = (u: number): number => 0.68 + 0.36 * Math.sqrt(Math.max(0, 1 - u * u));

const vary = (random: Random, [red, green, blue]: Rgb, amount = 22): Rgb => {
  const by = (): number => random.between(-amount, amount);
  return [red + by(), green + by(), blue + by()];
};

function person(random: Random): Figure {
  const skin = vary(
    random,
    random.pick([
      [226, 184, 150],
      [168, 120, 86],
      [112, 76, 54],
    ] as const),
    10,
  );
  const hair = vary(
    random,
    random.pick([
      [52, 38, 28],
      [150, 110, 58],
      [30, 28, 30],
    ] as const),
    8,
  );
  const shirt = vary(
    random,
    random.pick([
      [190, 48, 52],
      [46, 92, 170],
      [228, 222, 206],
      [66, 132, 84],
    ] as const),
  );
  const trousers = vary(
    random,
    random.pick([
      [44, 54, 92],
      [62, 58, 54],
      [120, 104, 78],
    ] as const),
    12,
  );
  const stripes = random.chance(0.5) ? random.integer(10, 18) : 0;
  const stance = random.between(0.05, 0.2);
  return {
    part: (u, v) => {
      if (inEllipse(u, v, 0, 0.915, 0.29, 0.082)) return v > 0.935 ? 2 : 1;
      if (v < 0.8 && v > 0.45 && Math.abs(u) < 0.56 + 0.1 * (v - 0.45)) return 3;
      if (v >= 0.8 && v < 0.845 && Math.abs(u) < 0.14 + (0.845 - v) * 9)
        return v > 0.825 && Math.abs(u) < 0.15 ? 1 : 3;
      const arm = Math.abs(u);
      if (v > 0.42 && v < 0.79 && arm > 0.6 && arm < 0.86) return v < 0.48 ? 1 : 3;
      const leg = Math.abs(Math.abs(u) - 0.26 - stance * (0.47 - v));
      if (v < 0.47 && leg < 0.22) return v < 0.04 ? 5 : 4;
      return 0;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, skin, roundness(u * 2));
      else if (part === 2) paint(out, hair, 0.9 + 0.2 * Math.sin(u * 60));
      else if (part === 3)
        paint(out, shirt, roundness(u) * (stripes > 0 && Math.sin(v * stripes * 12) > 0.2 ? 0.62 : 1.02));
      else if (part === 4) paint(out, trousers, 0.75 + 0.4 * Math.abs(Math.sin(u * 5)));
      else paint(out, [36, 32, 30]);
    },
  };
}

function car(random: Random): Figure {
  const body = vary(
    random,
    random.pick([
      [196, 36, 40],
      [40, 82, 160],
      [210, 212, 214],
      [236, 190, 46],
      [42, 46, 50],
    ] as const),
  );
  const lean = random.between(-0.12, 0.12);
  const wheel = (u: number, v: number, at: number, radius: number): boolean =>
    inEllipse(u, v, at, 0.19, radius / 1.2, radius);
  return {
    part: (u, v) => {
      if (wheel(u, v, -0.6, 0.19) || wheel(u, v, 0.6, 0.19)) {
        return wheel(u, v, -0.6, 0.09) || wheel(u, v, 0.6, 0.09) ? 4 : 3;
      }
      if (v > 0.16 && v < 0.6 && Math.abs(u) < 0.985 - 1.6 * (v - 0.42) ** 2)
        return v < 0.3 || v > 0.34 ? 1 : 5;
      const slope = 0.66 - 0.62 * (v - 0.58);
      if (v >= 0.58 && v < 0.99 && Math.abs(u + lean) < slope) {
        const pane = v < 0.9 && v > 0.63 && Math.abs(u + lean) < slope - 0.09 && Math.abs(u + lean) > 0.035;
        return pane ? 2 : 1;
      }
      return 0;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, body, 0.72 + 0.5 * v);
      else if (part === 2) paint(out, [148, 182, 206], 0.7 + 0.5 * ((u * 3 + v * 2) % 1 > 0.6 ? 0.6 : 0.3));
      else if (part === 3) paint(out, [28, 28, 30]);
      else if (part === 4) paint(out, [178, 180, 184]);
      else paint(out, body, 0.6);
    },
  };
}

function bus(random: Random): Figure {
  const body = vary(
    random,
    random.pick([
      [214, 60, 44],
      [238, 182, 38],
      [52, 124, 98],
    ] as const),
  );
  const band = vary(random, [236, 232, 224], 8);
  return {
    part: (u, v) => {
      if (inEllipse(u, v, -0.62, 0.1, 0.1, 0.1) || inEllipse(u, v, 0.62, 0.1, 0.1, 0.1)) return 3;
      if (!inBox(u, v, -0.99, 0.99, 0.08, 0.985)) return 0;
      if (Math.abs(u) > 0.95 && v > 0.93) return 0;
      if (v > 0.52 && v < 0.84 && Math.abs(u) < 0.93)
        return Math.abs((((u + 1) * 4.2) % 1) - 0.5) < 0.4 ? 2 : 1;
      return v > 0.3 && v < 0.4 ? 4 : 1;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, body, 0.82 + 0.28 * v);
      else if (part === 2) paint(out, [96, 126, 146], 0.8 + 0.5 * (((u + v) * 2.3) % 1 > 0.55 ? 0.5 : 0.1));
      else if (part === 3) paint(out, [26, 26, 28]);
      else paint(out, band);
    },
  };
}

function bottle(random: Random): Figure {
  const glass = vary(
    random,
    random.pick([
      [38, 104, 58],
      [120, 66, 30],
      [62, 128, 150],
    ] as const),
    14,
  );
  const label = vary(
    random,
    random.pick([
      [236, 226, 190],
      [222, 70, 56],
      [240, 240, 240],
    ] as const),
    10,
  );
  return {
    part: (u, v) => {
      if (v > 0.95) return Math.abs(u) < 0.38 ? 3 : 0;
      const half = v < 0.62 ? 0.94 : v < 0.78 ? 0.94 - (v - 0.62) * 3.9 : 0.3;
      if (Math.abs(u) >= half) return 0;
      return v > 0.18 && v < 0.48 ? 2 : 1;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, glass, roundness(u) + (u > -0.55 && u < -0.38 ? 0.55 : 0));
      else if (part === 2) paint(out, label, roundness(u) * (Math.abs(v - 0.33) < 0.035 ? 0.55 : 1));
      else paint(out, [206, 176, 70]);
    },
  };
}

function pottedPlant(random: Random): Figure {
  const pot = vary(
    random,
    random.pick([
      [178, 96, 62],
      [206, 204, 198],
      [78, 92, 120],
    ] as const),
    14,
  );
  const green = vary(random, [62, 132, 56], 18);
  const leaves = Array.from({ length: 11 }, (_, i) => {
    const angle = random.between(-1.25, 1.25) + (i % 2 ? 0.2 : -0.2);
    const reach = random.between(0.35, 0.62);
    return { angle, reach, width: random.between(0.055, 0.1) };
  });
  const seed = random.integer(1, 1e6);
  return {
    part: (u, v) => {
      if (v < 0.36 && Math.abs(u) < 0.4 + 0.42 * v + (v > 0.3 ? 0.06 : 0)) return 1;
      for (const { angle, reach, width } of leaves) {
        const du = u * 0.42;
        const dv = v - 0.34;
        const along = dv * Math.cos(angle) + du * Math.sin(angle);
        const across = du * Math.cos(angle) - dv * Math.sin(angle);
        if (((along - reach / 2) / (reach / 2)) ** 2 + (across / width) ** 2 < 1) return across > 0 ? 2 : 3;
      }
      return 0;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, pot, roundness(u) * (v > 0.3 ? 1.12 : 1));
      else paint(out, green, (part === 2 ? 1.1 : 0.78) + 0.25 * (noise(u * 9, v * 14, seed) - 0.5));
    },
  };
}

function chair(random: Random): Figure {
  const wood = vary(
    random,
    random.pick([
      [150, 98, 54],
      [92, 60, 40],
      [214, 186, 140],
    ] as const),
    14,
  );
  const seat = vary(
    random,
    random.pick([
      [176, 64, 60],
      [70, 90, 122],
      [186, 160, 96],
    ] as const),
    16,
  );
  const slats = random.integer(1, 3);
  return {
    part: (u, v) => {
      const side = Math.abs(u);
      if (v < 0.44 && side > 0.7 && side < 0.92) return 1;
      if (v < 0.44 && v > 0.18 && v < 0.24 && side < 0.8) return 1;
      if (v >= 0.42 && v < 0.53 && side < 0.98) return 2;
      if (v < 0.5) return 0;
      if (side > 0.66 && side < 0.86) return 1;
      if (v > 0.86 && side < 0.84) return 1;
      if (side >= 0.84) return 0;
      return Math.abs((((u + 1) * (slats + 1) * 0.5) % 1) - 0.5) < 0.15 ? 1 : 0;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, wood, 0.88 + 0.18 * Math.sin(v * 70 + u * 6));
      else paint(out, seat, 0.9 + 0.3 * (v - 0.42) * 8 * 0.4);
    },
  };
}

function monitor(random: Random): Figure {
  const frame = vary(
    random,
    random.pick([
      [30, 30, 32],
      [70, 72, 76],
    ] as const),
    8,
  );
  const screen = vary(
    random,
    random.pick([
      [46, 96, 176],
      [58, 146, 128],
      [120, 76, 158],
    ] as const),
    18,
  );
  const phase = random.between(0, 6);
  return {
    part: (u, v) => {
      if (v < 0.06) return Math.abs(u) < 0.42 ? 1 : 0;
      if (v < 0.2) return Math.abs(u) < 0.11 ? 1 : 0;
      if (Math.abs(u) > 0.995) return 0;
      return inBox(u, v, -0.92, 0.92, 0.26, 0.94) ? 2 : 1;
    },
    shade: (part, u, v, out) => {
      if (part === 1) paint(out, frame);
      else
        paint(
          out,
          screen,
          0.85 + 0.4 * Math.sin(u * 3 + phase + 4 * v) + (Math.sin(v * 190) > 0 ? 0.1 : -0.1),
        );
    },
  };
}

function cat(random: Random): Figure {
  const fur = vary(
    random,
    random.pick([
      [206, 132, 62],
      [128, 124, 120],
      [222, 208, 186],
    ] as const),
    14,
  );
  const flip = random.chance(0.5) ? 1 : -1;
  const seed = random.integer(1, 1e6);
  return {
    part: (mirrored, v) => {
      const u = mirrored * flip;
      if (inEllipse(u, v, -0.52, 0.68, 0.25, 0.21)) return 1;
      const ear = (at: number): boolean => v > 0.78 && v < 0.99 && Math.abs(u - at) < (0.99 - v) * 0.55;
      if (ear(-0.68) || ear(-0.37)) return 2;
      if (inEllipse(u, v, 0.05, 0.36, 0.72, 0.28)) return 1;
      const leg = (at: number): boolean => v < 0.34 && Math.abs(u - at) < 0.085;
      if (leg(-0.5) || leg(-0.28) || leg(0.4) || leg(0.62)) return v < 0.05 ? 2 : 1;
      const tail = 0.78 + 0.13 * Math.sin((v - 0.3) * 7);
      return v > 0.32 && v < 0.86 && Math.abs(u - tail) < 0.055 ? 2 : 0;
    },
    shade: (part, u, v, out) => {
      const stripe = Math.sin(u * 26 + 5 * noise(u * 3, v * 3, seed)) > 0.35 ? 0.62 : 1;
      paint(out, fur, (part === 1 ? stripe : 0.72) * (0.82 + 0.4 * v));
    },
  };
}

function sheep(random: Random): Figure {
  const wool = vary(
    random,
    random.pick([
      [232, 226, 212],
      [206, 196, 178],
    ] as const),
    8,
  );
  const face = vary(
    random,
    random.pick([
      [46, 42, 42],
      [196, 176, 150],
    ] as const),
    8,
  );
  const flip = random.chance(0.5) ? 1 : -1;
  const seed = random.integer(1, 1e6);
  return {
    part: (mirrored, v) => {
      const u = mirrored * flip;
      if (inEllipse(u, v, -0.76, 0.66, 0.19, 0.17)) return 2;
      const bump = 1 + 0.1 * (noise(u * 7 + 50, v * 9, seed) - 0.5) * 2;
      if (inEllipse(u, v, 0.1, 0.6, 0.82 * bump, 0.37 * bump)) return 1;
      const leg = (at: number): boolean => v < 0.36 && Math.abs(u - at) < 0.07;
      return leg(-0.42) || leg(-0.2) || leg(0.4) || leg(0.62) ? 2 : 0;
    },
    shade: (part, u, v, out) => {
      if (part === 2) paint(out, face, 0.9 + 0.3 * v);
      else paint(out, wool, 0.66 + 0.3 * v + 0.36 * (noise(u * 17, v * 15, seed + 1) - 0.3));
    },
  };
}

function sofa(random: Random): Figure {
  const cloth = vary(
    random,
    random.pick([
      [112, 124, 138],
      [160, 82, 66],
      [92, 116, 88],
      [196, 176, 148],
    ] as const),
    16,
  );
  const seats = random.integer(2, 3);
  return {
    part: (u, v) => {
      const side = Math.abs(u);
      if (v < 0.07) return side > 0.86 && side < 0.94 ? 3 : 0;
      if (side > 0.8) return side < 0.99 && v < 0.68 - 0.5 * Math.max(0, side - 0.93) ? 2 : 0;
      if (v < 0.5) return 1;
      return v < 0.98 - 0.06 * side ** 6 ? 4 : 0;
    },
    shade: (part, u, v, out) => {
      const weave = 0.05 * Math.sin(u * 170) * Math.sin(v * 110);
      const seam = Math.abs((((u + 0.8) / 1.6) * seats) % 1) < 0.03 || Math.abs(v - 0.36) < 0.012 ? 0.3 : 0;
      if (part === 3) paint(out, [60, 42, 30]);
      else
        paint(
          out,
          cloth,
          (part === 2 ? 0.86 : part === 4 ? 0.96 + 0.12 * v : 1.1) + weave - (part === 2 ? 0 : seam),
        );
    },
  };
}

function ball(random: Random): Figure {
  const one = vary(
    random,
    random.pick([
      [240, 240, 238],
      [232, 120, 40],
      [230, 208, 54],
    ] as const),
    10,
  );
  const two = vary(
    random,
    random.pick([
      [34, 34, 36],
      [36, 92, 178],
      [190, 40, 46],
    ] as const),
    10,
  );
  const turn = random.between(0, 3);
  return {
    part: (u, v) => (inEllipse(u, v, 0, 0.5, 0.99, 0.495) ? 1 : 0),
    shade: (_part, u, v, out) => {
      const w = 2 * v - 1;
      const depth = Math.sqrt(Math.max(0, 1 - u * u - w * w));
      const panel =
        Math.sin(5 * (u * Math.cos(turn) + w * Math.sin(turn))) *
          Math.sin(5 * (w * Math.cos(turn) - u * Math.sin(turn))) >
        0.12;
      paint(out, panel ? two : one, 0.5 + 0.4 * depth + 0.2 * w);
    },
  };
}

/** Class = shape, texture and colours together: none of them alone tells all classes apart. */
export const objectClasses: readonly ObjectClass[] = [
  {
    name: "person",
    vocLabel: 15,
    cocoId: 1,
    place: "anywhere",
    heightMeters: [1.5, 1.85],
    aspect: 0.4,
    create: person,
  },
  {
    name: "car",
    vocLabel: 7,
    cocoId: 3,
    place: "outdoors",
    heightMeters: [1.2, 1.45],
    aspect: 2.4,
    create: car,
  },
  {
    name: "bus",
    vocLabel: 6,
    cocoId: 6,
    place: "outdoors",
    heightMeters: [2, 2.3],
    aspect: 2.1,
    create: bus,
  },
  {
    name: "cat",
    vocLabel: 8,
    cocoId: 17,
    place: "anywhere",
    heightMeters: [0.7, 0.9],
    aspect: 1.25,
    create: cat,
  },
  {
    name: "sheep",
    vocLabel: 17,
    cocoId: 20,
    place: "outdoors",
    heightMeters: [0.85, 1.1],
    aspect: 1.35,
    create: sheep,
  },
  {
    name: "sports ball",
    vocLabel: 0,
    cocoId: 37,
    place: "anywhere",
    heightMeters: [0.4, 0.55],
    aspect: 1,
    create: ball,
  },
  {
    name: "bottle",
    vocLabel: 5,
    cocoId: 44,
    place: "indoors",
    heightMeters: [0.8, 1.1],
    aspect: 0.34,
    create: bottle,
  },
  {
    name: "chair",
    vocLabel: 9,
    cocoId: 62,
    place: "anywhere",
    heightMeters: [0.95, 1.15],
    aspect: 0.6,
    create: chair,
  },
  {
    name: "couch",
    vocLabel: 18,
    cocoId: 63,
    place: "indoors",
    heightMeters: [0.85, 1.05],
    aspect: 2.1,
    create: sofa,
  },
  {
    name: "potted plant",
    vocLabel: 16,
    cocoId: 64,
    place: "anywhere",
    heightMeters: [1, 1.4],
    aspect: 0.84,
    create: pottedPlant,
  },
  {
    name: "tv",
    vocLabel: 20,
    cocoId: 72,
    place: "indoors",
    heightMeters: [0.85, 1.1],
    aspect: 1.35,
    create: monitor,
  },
];
