import type { Figure } from "./figure.ts";
import { cat, person, pottedPlant, sheep } from "./living-figures.ts";
import { ball, bottle, bus, car, chair, monitor, sofa } from "./made-figures.ts";
import type { Random } from "./random.ts";

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
