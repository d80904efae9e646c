/** People, animals and plants. */
import { type Figure, inEllipse, paint, roundness, vary } from "./figure.ts";
import { noise, type Random } from "./random.ts";

export function person(random: Random): Figure {
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

export function cat(random: Random): Figure {
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

export function sheep(random: Random): Figure {
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

export function pottedPlant(random: Random): Figure {
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
