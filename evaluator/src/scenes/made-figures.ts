/** Things that people make. */
import { type Figure, inBox, inEllipse, paint, roundness, vary } from "./figure.ts";
import type { Random } from "./random.ts";

export function car(random: Random): Figure {
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

export function bus(random: Random): Figure {
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

export function bottle(random: Random): Figure {
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

export function chair(random: Random): Figure {
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

export function monitor(random: Random): Figure {
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

export function sofa(random: Random): Figure {
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

export function ball(random: Random): Figure {
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
