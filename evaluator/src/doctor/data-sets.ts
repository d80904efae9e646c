import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readScenesMarker } from "../data/scenes-marker.ts";
import type { Finding } from "./finding.ts";

/** Where a data set's own distribution puts the file that tells it apart, below a folder at most two levels down. */
const LANDMARKS = [
  { name: "Pascal VOC 2012", file: "ImageSets/Segmentation/train.txt" },
  { name: "NYUv2 labelled", file: "nyu_depth_v2_labeled.mat" },
  { name: "COCO 2017 instances", file: "annotations/instances_train2017.json" },
  { name: "COCO-Stuff", file: "stuffthingmaps/train2017" },
] as const;

/** How deep below a given folder a data set may lie: `DIR/VOCdevkit/VOC2012` is the deepest in use. */
const SEARCH_DEPTH = 3;

/** Looks for data sets below each folder; without any folder, says how to get scenes that need no download. */
export async function findDataSets(folders: readonly string[]): Promise<Finding[]> {
  const findings = (await Promise.all(folders.map(findIn))).flat();
  if (findings.length > 0) return findings;
  return [
    {
      section: "data sets",
      name: "any",
      present: false,
      importance: "optional",
      detail: "no folder named with --data or EVALUATOR_DATA; built-in scenes need no download",
      mend: "npx evaluator data scenes --out data/scenes --images 64 --seed 0",
    },
  ];
}

async function findIn(folder: string): Promise<Finding[]> {
  const missing = (detail: string): Finding[] => [
    {
      section: "data sets",
      name: folder,
      present: false,
      importance: "optional",
      detail,
      mend: `npx evaluator data scenes --out ${folder} --images 64 --seed 0`,
    },
  ];
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return missing("no such folder");
  const found: Finding[] = [];
  for (const place of foldersBelow(folder, SEARCH_DEPTH)) {
    for (const { name, file } of LANDMARKS) {
      if (!existsSync(join(place, file))) continue;
      const detail = `${place}${await generatorOf(place, folder)}`;
      found.push({ section: "data sets", name, present: true, importance: "optional", detail, mend: null });
    }
  }
  return found.length > 0 ? found : missing(`no data set found in it or ${SEARCH_DEPTH} levels below`);
}

/** Scenes carry a marker in their own or an enclosing folder; results on them never share a column with real data. */
async function generatorOf(place: string, top: string): Promise<string> {
  for (let folder = place; folder.startsWith(top) && folder !== ""; folder = join(folder, "..")) {
    const marker = await readScenesMarker(folder);
    if (marker !== null) return ` (built-in scenes, seed ${marker.seed})`;
  }
  return "";
}

function foldersBelow(folder: string, depth: number): string[] {
  if (depth === 0) return [folder];
  const children = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && !isImageFolder(entry.name))
    .map((entry) => join(folder, entry.name));
  return [folder, ...children.flatMap((child) => foldersBelow(child, depth - 1))];
}

/** Folders with a hundred thousand images hold no data set of their own. */
const isImageFolder = (name: string): boolean => /^(JPEGImages|Segmentation\w+|(train|val)2017)$/.test(name);
