/** The colours of pictures: the evaluator draws with them, and the site its legends. */

const steps = 256;
const lightness = { from: 0.22, to: 0.94 } as const;
/** Degrees: violet, over blue and green, to yellow. */
const hue = { from: 300, to: 105 } as const;
const wantedChroma = 0.14;

/**
 * 256 colours `[256, 3]`, dark violet to bright yellow, in even steps of OKLab's lightness (B. Ottosson, "A perceptual
 * color space for image processing", 2020), so that equal differences look equally large, also in grey.
 */
export function perceptualRamp(): Uint8Array {
  const ramp = new Uint8Array(3 * steps);
  for (let step = 0; step < steps; step++) {
    const share = step / (steps - 1);
    const light = lightness.from + share * (lightness.to - lightness.from);
    const angle = ((hue.from + share * (hue.to - hue.from)) * Math.PI) / 180;
    ramp.set(
      strongestColour(light, angle).map((channel) => Math.round(255 * encodeSrgb(channel))),
      3 * step,
    );
  }
  return ramp;
}

/** Linear red, green, blue of the wanted chroma, or the strongest that sRGB can show. */
function strongestColour(light: number, angle: number): number[] {
  let [low, high] = [0, wantedChroma];
  const colour = (chroma: number) => linearSrgb(light, chroma * Math.cos(angle), chroma * Math.sin(angle));
  const isShown = (channels: number[]) => channels.every((channel) => channel >= 0 && channel <= 1);
  if (isShown(colour(high))) return colour(high);
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2;
    if (isShown(colour(middle))) low = middle;
    else high = middle;
  }
  return colour(low);
}

/** OKLab to linear sRGB. */
function linearSrgb(light: number, a: number, b: number): number[] {
  const l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (light - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function encodeSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Pascal VOC's palette, `[256, 3]`: the bits of the index dealt to red, green and blue from the highest down. */
export function vocPalette(): Uint8Array {
  return Uint8Array.from({ length: 256 * 3 }, (_, at) => {
    const [index, channel] = [Math.floor(at / 3), at % 3];
    let value = 0;
    for (let bit = 0; bit < 8; bit++) value |= ((index >> (3 * bit + channel)) & 1) << (7 - bit);
    return value;
  });
}
