import type { Figure } from "./figure.ts";
import {
  ceiling,
  indoorFloors,
  indoorWalls,
  type Material,
  outdoorBacks,
  outdoorGrounds,
  rug,
  skies,
  wallDecorations,
} from "./materials.ts";
import { createRandom, hash, type Random } from "./random.ts";
import { type ObjectClass, objectClasses } from "./shapes.ts";

/** Pinhole camera looking straight ahead; pixels of the 640 x 480 image. */
export interface Camera {
  readonly focalPixels: number;
  readonly horizonRow: number;
  readonly centreColumn: number;
  readonly heightMeters: number;
}

export interface Backdrop {
  readonly ground: Material;
  /** Upright, facing the camera. */
  readonly back: Material;
  readonly backMeters: number;
  /** Top of the back, metres above the ground. */
  readonly backHeightMeters: number;
  /** Above the back: sky on a far plane, or null where a ceiling closes the room. */
  readonly sky: Material | null;
  readonly ceiling: Material | null;
  /** Left wall at -x and right wall at +x metres, null where open. */
  readonly sideWall: Material;
  readonly leftMeters: number | null;
  readonly rightMeters: number | null;
  /** Rectangles on the back, [left, right, low, high] metres. */
  readonly decorations: readonly {
    readonly material: Material;
    readonly edges: readonly [number, number, number, number];
  }[];
  /** An ellipse on the ground. */
  readonly rug: {
    readonly material: Material;
    readonly x: number;
    readonly z: number;
    readonly rx: number;
    readonly rz: number;
  } | null;
}

export interface PlacedObject {
  readonly kind: ObjectClass;
  readonly figure: Figure;
  readonly xMeters: number;
  /** Distance from the camera plane. */
  readonly zMeters: number;
  readonly widthMeters: number;
  readonly heightMeters: number;
  /** Members of a crowd are annotated together. */
  readonly crowd: boolean;
}

export interface Scene {
  readonly camera: Camera;
  readonly backdrop: Backdrop;
  /** Far to near. */
  readonly objects: readonly PlacedObject[];
  /** Brightness of red, green and blue light. */
  readonly light: readonly [number, number, number];
  readonly noiseSeed: number;
}

export const sceneWidth = 640;
export const sceneHeight = 480;

function sampleRoom(random: Random): Backdrop {
  const wall = random.pick(indoorWalls)(random);
  const backMeters = random.between(4.2, 7.5);
  const height = random.between(2.5, 3.1);
  const decorations = [];
  for (let i = random.integer(0, 2); i > 0; i--) {
    const material = random.pick(wallDecorations)(random);
    const left = random.between(-3, 1.8);
    // Doors and curtains reach the floor, windows don't.
    const low = material.stuffValue === 180 ? random.between(0.8, 1.1) : 0;
    decorations.push({ material, edges: [left, left + random.between(0.9, 1.5), low, 2.1] as const });
  }
  return {
    ground: random.pick(indoorFloors)(random),
    back: wall,
    backMeters,
    backHeightMeters: height,
    sky: null,
    ceiling: ceiling(random),
    sideWall: random.chance(0.6) ? wall : random.pick(indoorWalls)(random),
    leftMeters: random.chance(0.6) ? random.between(1.9, 3.2) : null,
    rightMeters: random.chance(0.6) ? random.between(1.9, 3.2) : null,
    decorations,
    rug: random.chance(0.4)
      ? {
          material: rug(random),
          x: random.between(-1, 1),
          z: random.between(3, 4.4),
          rx: random.between(0.8, 1.4),
          rz: random.between(0.5, 0.9),
        }
      : null,
  };
}

function sampleYard(random: Random): Backdrop {
  const back = random.pick(outdoorBacks)(random);
  return {
    ground: random.pick(outdoorGrounds)(random),
    back,
    backMeters: random.between(6.5, 9.2),
    backHeightMeters: random.between(1.3, 2.8),
    sky: random.pick(skies)(random),
    ceiling: null,
    sideWall: back,
    leftMeters: null,
    rightMeters: null,
    decorations: [],
    rug: null,
  };
}

/** Column range of an object on the image. */
function columns(
  camera: Camera,
  object: { xMeters: number; zMeters: number; widthMeters: number },
): [number, number] {
  const scale = camera.focalPixels / object.zMeters;
  const middle = camera.centreColumn + object.xMeters * scale;
  return [middle - (object.widthMeters * scale) / 2, middle + (object.widthMeters * scale) / 2];
}

function place(
  random: Random,
  kind: ObjectClass,
  camera: Camera,
  zMeters: number,
  crowd: boolean,
): PlacedObject {
  const heightMeters = random.between(...kind.heightMeters);
  const margin = camera.centreColumn / camera.focalPixels;
  return {
    kind,
    figure: kind.create(random),
    xMeters: random.between(-margin, margin) * zMeters * 0.9,
    zMeters,
    heightMeters,
    widthMeters: heightMeters * kind.aspect * random.between(0.92, 1.1),
    crowd,
  };
}

/** Overlapping is wanted, hiding is not: at most 60 % of the narrower one's width, and no two at one depth. */
function fits(camera: Camera, candidate: PlacedObject, others: readonly PlacedObject[]): boolean {
  const [left, right] = columns(camera, candidate);
  return others.every((other) => {
    if (Math.abs(other.zMeters - candidate.zMeters) < 0.15) return false;
    const [otherLeft, otherRight] = columns(camera, other);
    const shared = Math.min(right, otherRight) - Math.max(left, otherLeft);
    return shared < 0.6 * Math.min(right - left, otherRight - otherLeft);
  });
}

function sampleObjects(
  random: Random,
  camera: Camera,
  setting: "indoors" | "outdoors",
  farthest: number,
): PlacedObject[] {
  const kinds = objectClasses.filter((kind) => kind.place === setting || kind.place === "anywhere");
  const nearest = (camera.heightMeters * camera.focalPixels) / (sceneHeight * 1.08 - camera.horizonRow);
  const objects: PlacedObject[] = [];
  const wanted = random.integer(4, 8);
  for (let tries = 0; tries < 80 && objects.length < wanted; tries++) {
    const kind = random.pick(kinds);
    // Near ones more often, even cut off by the lower edge: they are large enough for the tasks that look at large objects only.
    const far = kind.name === "bus" ? 0.4 : 0;
    const zMeters = nearest + (farthest - nearest) * Math.max(far, random.next() ** 3.2);
    const candidate = place(random, kind, camera, zMeters, false);
    if (fits(camera, candidate, objects)) objects.push(candidate);
  }
  return objects;
}

function sampleCrowd(random: Random, camera: Camera, farthest: number): PlacedObject[] {
  const members = random.pick(["sheep", "person"]);
  const kind = objectClasses.find(({ name }) => name === members) ?? objectClasses[0];
  const middle = random.between(-2.5, 2.5);
  return Array.from({ length: random.integer(6, 9) }, (_, i) => ({
    ...place(random, kind, camera, farthest - 0.1 - 0.08 * i, true),
    xMeters: middle + random.between(-1.3, 1.3),
  }));
}

/** The scene with this number; the same seed and number give the same scene. */
export function sampleScene(seed: number, number: number): Scene {
  const random = createRandom(hash(number, 0x5ce, seed));
  // In groups of four, so that every fourth (a test image) is of either kind.
  const setting = number % 8 < 4 ? "indoors" : "outdoors";
  const camera: Camera = {
    focalPixels: random.between(500, 580),
    horizonRow: sceneHeight * random.between(0.27, 0.42),
    centreColumn: sceneWidth / 2,
    heightMeters: random.between(1, 1.35),
  };
  const backdrop = setting === "indoors" ? sampleRoom(random) : sampleYard(random);
  const farthest = backdrop.backMeters - 0.5;
  const objects = sampleObjects(random, camera, setting, Math.min(farthest, 5.6));
  if (setting === "outdoors" && random.chance(0.35)) objects.push(...sampleCrowd(random, camera, farthest));
  const brightness = random.between(0.82, 1.12);
  const warmth = random.between(-0.06, 0.06);
  return {
    camera,
    backdrop,
    objects: objects.sort((a, b) => b.zMeters - a.zMeters),
    light: [brightness + warmth, brightness, brightness - warmth],
    noiseSeed: random.integer(1, 1e6),
  };
}
