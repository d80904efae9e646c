import {
  type Backdrop,
  type Camera,
  type PlacedObject,
  type Scene,
  sceneHeight,
  sceneWidth,
} from "./layout.ts";
import type { Colour, Material } from "./materials.ts";
import { hash } from "./random.ts";

/** A scene as pixels, 640 x 480, row by row. */
export interface RenderedScene {
  readonly width: number;
  readonly height: number;
  /** `[H, W, 3]`. */
  readonly rgb: Uint8Array;
  /** `[H, W]`, metres along the viewing axis. */
  readonly depthMeters: Float32Array;
  /** `[H, W]`, COCO-Stuff value of the surface, also behind objects. */
  readonly surface: Uint8Array;
  /** `[H, W]`, 0 = no object, otherwise 1 + index into the scene's objects. */
  readonly objectNumber: Uint8Array;
}

/** Depth of the sky and of anything farther. */
const farthestMeters = 9.9;
/** How far a shadow reaches in front of and behind an object's feet. */
const shadowMeters = 0.28;

interface Hit {
  z: number;
  material: Material;
  /** Metres on the surface. */
  x: number;
  y: number;
  /** Share of light that reaches it. */
  lit: number;
}

/** Darkening under objects; `near` are those whose feet are close to this depth. */
function shadow(near: readonly PlacedObject[], x: number, z: number): number {
  let lit = 1;
  for (const object of near) {
    const dx = (x - object.xMeters) / (object.widthMeters * 0.58);
    const dz = (z - object.zMeters) / shadowMeters;
    const distance = dx * dx + dz * dz;
    if (distance < 1) lit *= 0.5 + 0.5 * distance;
  }
  return lit;
}

/** The back, what hangs on it, or the sky above it. */
function hitBack(backdrop: Backdrop, camera: Camera, right: number, down: number, hit: Hit): void {
  hit.material = backdrop.back;
  hit.lit = 1;
  if (backdrop.sky && hit.y > backdrop.backHeightMeters) {
    hit.material = backdrop.sky;
    hit.z = farthestMeters;
    hit.x = right * farthestMeters;
    hit.y = camera.heightMeters - down * farthestMeters;
    return;
  }
  for (const { material, edges } of backdrop.decorations) {
    if (hit.x <= edges[0] || hit.x >= edges[1] || hit.y <= edges[2] || hit.y >= edges[3]) continue;
    hit.material = material;
    hit.x -= edges[0];
    hit.y -= edges[2];
    return;
  }
}

function hitGround({ ground, rug }: Backdrop, hit: Hit): void {
  hit.material = ground;
  if (!rug) return;
  const dx = (hit.x - rug.x) / rug.rx;
  const dz = (hit.z - rug.z) / rug.rz;
  if (dx * dx + dz * dz < 1) hit.material = rug.material;
}

/** One row: ground or ceiling at one depth, cut off by the back and the side walls. */
function renderRow(scene: Scene, row: number, image: RenderedScene, hit: Hit, colour: Colour): void {
  const { camera, backdrop, objects } = scene;
  const down = (row + 0.5 - camera.horizonRow) / camera.focalPixels;
  const groundZ = down > 0 ? camera.heightMeters / down : Number.POSITIVE_INFINITY;
  const overhead = backdrop.backHeightMeters - camera.heightMeters;
  const ceilingZ = backdrop.ceiling && down < 0 ? overhead / -down : Number.POSITIVE_INFINITY;
  const levelZ = Math.min(groundZ, ceilingZ);
  const near = objects.filter((object) => Math.abs(object.zMeters - groundZ) < shadowMeters);
  // Seen at a slant a pixel covers more of the ground along the view than across it.
  const slant = Math.min(6, 1 / Math.abs(down)) * 0.5;
  for (let column = 0; column < image.width; column++) {
    const right = (column + 0.5 - camera.centreColumn) / camera.focalPixels;
    const edge = right < 0 ? backdrop.leftMeters : backdrop.rightMeters;
    const wallZ = edge === null ? Number.POSITIVE_INFINITY : edge / Math.abs(right);
    hit.z = Math.min(levelZ, wallZ, backdrop.backMeters);
    hit.x = right * hit.z;
    hit.y = camera.heightMeters - down * hit.z;
    let footprint = hit.z / camera.focalPixels;
    if (hit.z === backdrop.backMeters) {
      hitBack(backdrop, camera, right, down, hit);
    } else if (hit.z === levelZ) {
      if (down > 0) hitGround(backdrop, hit);
      else hit.material = backdrop.ceiling ?? backdrop.back;
      hit.lit = down > 0 ? shadow(near, hit.x, hit.z) : 0.94;
      hit.y = hit.z;
      footprint *= slant;
    } else {
      hit.material = backdrop.sideWall;
      hit.lit = 0.86;
      hit.x = hit.z;
    }
    hit.material.shade(hit.x, hit.y, footprint, colour);
    const pixel = row * image.width + column;
    write(image, pixel, colour, hit.lit);
    image.depthMeters[pixel] = hit.z;
    image.surface[pixel] = hit.material.stuffValue;
  }
}

function write(image: RenderedScene, pixel: number, colour: Colour, lit: number): void {
  for (let c = 0; c < 3; c++) image.rgb[pixel * 3 + c] = Math.max(0, Math.min(255, colour[c] * lit));
}

function renderObject(scene: Scene, index: number, image: RenderedScene, colour: Colour): void {
  const { camera } = scene;
  const object = scene.objects[index];
  const scale = camera.focalPixels / object.zMeters;
  const middle = camera.centreColumn + object.xMeters * scale;
  const half = (object.widthMeters * scale) / 2;
  const feet = camera.horizonRow + camera.heightMeters * scale;
  const tall = object.heightMeters * scale;
  const firstRow = Math.max(0, Math.floor(feet - tall));
  const lastRow = Math.min(image.height - 1, Math.ceil(feet));
  const lastColumn = Math.min(image.width - 1, Math.ceil(middle + half));
  for (let row = firstRow; row <= lastRow; row++) {
    const v = (feet - row - 0.5) / tall;
    for (let column = Math.max(0, Math.floor(middle - half)); column <= lastColumn; column++) {
      const u = (column + 0.5 - middle) / half;
      const part = v < 0 || v > 1 || Math.abs(u) > 1 ? 0 : object.figure.part(u, v);
      if (part === 0) continue;
      object.figure.shade(part, u, v, colour);
      const pixel = row * image.width + column;
      write(image, pixel, colour, 0.9 + 0.1 * v);
      // The middle bulges towards the camera.
      const bulge = Math.min(0.12, object.widthMeters * 0.15) * Math.sqrt(1 - u * u);
      image.depthMeters[pixel] = object.zMeters - bulge;
      image.objectNumber[pixel] = index + 1;
    }
  }
}

/** Light, a darker rim and sensor noise; depth in steps of 1/1024 m, which compresses. */
function develop(scene: Scene, image: RenderedScene): void {
  const { rgb, depthMeters, width, height } = image;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const dx = (pixel % width) / width - 0.5;
    const dy = Math.floor(pixel / width) / height - 0.5;
    const rim = 1.04 - 0.35 * (dx * dx + dy * dy);
    const bits = hash(pixel, 11, scene.noiseSeed);
    for (let c = 0; c < 3; c++) {
      const grain = ((bits >>> (8 * c)) & 15) - 7.5;
      const value = rgb[pixel * 3 + c] * scene.light[c] * rim + grain * 0.6;
      rgb[pixel * 3 + c] = Math.max(0, Math.min(255, Math.round(value)));
    }
    depthMeters[pixel] = Math.round(depthMeters[pixel] * 1024) / 1024;
  }
}

/** Paints the backdrop, then the objects from far to near. */
export function renderScene(scene: Scene): RenderedScene {
  const pixels = sceneWidth * sceneHeight;
  const image: RenderedScene = {
    width: sceneWidth,
    height: sceneHeight,
    rgb: new Uint8Array(pixels * 3),
    depthMeters: new Float32Array(pixels),
    surface: new Uint8Array(pixels),
    objectNumber: new Uint8Array(pixels),
  };
  const colour = new Float64Array(3);
  const hit: Hit = { z: 0, material: scene.backdrop.ground, x: 0, y: 0, lit: 1 };
  for (let row = 0; row < sceneHeight; row++) renderRow(scene, row, image, hit, colour);
  scene.objects.forEach((_, index) => {
    renderObject(scene, index, image, colour);
  });
  develop(scene, image);
  return image;
}
