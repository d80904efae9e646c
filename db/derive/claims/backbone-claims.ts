import { protocolMetrics } from "#contract";
import type { Board, BoardRow } from "../board/board.ts";
import {
  bestIsIn,
  type Claim,
  claim,
  depthMetric,
  eachBeats,
  type Group,
  inCategory,
  instanceMetrics,
  meanBeats,
  named,
  semanticMetrics,
} from "./claim.ts";

const selfSupervised: [Group, string] = [inCategory("self-supervised"), "self-supervised"];
const visionLanguage: [Group, string] = [inCategory("vision-language"), "vision-language"];
const mae: [Group, string] = [named("mae"), "MAE"];
const hiera: [Group, string] = [named("hiera-b-plus"), "Hiera B+"];
const supervised: [Group, string] = [named("imagenet"), "supervised ImageNet"];
const dinov2 = named("dinov2-b", "dinov2-l");
const instanceIds = instanceMetrics.map(({ id }) => id);
const mainMetrics = protocolMetrics.filter(({ primary }) => primary).map(({ id }) => id);
const isVitB: Group = ({ backbone }) => backbone.architecture === "ViT-B";

/** Section 5.1. */
function instanceClaims(rows: readonly BoardRow[]): Claim[] {
  return [
    claim({
      id: "dinov2-instances",
      section: "5.1",
      statement: "DINOv2 has the best instance awareness.",
      checks: instanceIds.map((metric) => bestIsIn(rows, metric, dinov2, "a DINOv2")),
    }),
    claim({
      id: "dinov2-semantics-depth",
      section: "5.1",
      statement: "DINOv2 is also best in local semantics and in depth.",
      checks: [...semanticMetrics, depthMetric].map((metric) => bestIsIn(rows, metric, dinov2, "a DINOv2")),
    }),
    claim({
      id: "self-supervised-instances",
      section: "5.1, Fig. 4a",
      statement: "Self-supervised backbones consistently beat vision-language ones in instance awareness.",
      checks: instanceIds.flatMap((metric) => [
        meanBeats(rows, metric, selfSupervised, visionLanguage),
        eachBeats(rows, metric, selfSupervised, visionLanguage),
      ]),
      comment: "“Consistently” is read twice: for the group means, and for every single pair.",
    }),
    claim({
      id: "mae-hiera",
      section: "5.1",
      statement: "MAE beats Hiera in instance awareness; Hiera beats MAE in segmentation and depth.",
      checks: [
        ...instanceIds.map((metric) => eachBeats(rows, metric, mae, hiera)),
        ...[...semanticMetrics, depthMetric].map((metric) => eachBeats(rows, metric, hiera, mae)),
      ],
    }),
  ];
}

/** Section 6. */
function conclusionClaims(rows: readonly BoardRow[]): Claim[] {
  const vitB = rows.filter(isVitB);
  return [
    claim({
      id: "best-vit-b",
      section: "6",
      statement: "DINOv2 is the best ViT-B in every experiment.",
      checks: mainMetrics.map((metric) =>
        bestIsIn(vitB, metric, named("dinov2-b"), "DINOv2 among the ViT-Bs"),
      ),
    }),
    claim({
      id: "supervised-inferior",
      section: "6",
      statement: "Supervised classification is inferior to self-supervised and vision-language pretraining.",
      checks: mainMetrics.flatMap((metric) => [
        meanBeats(rows, metric, selfSupervised, supervised),
        meanBeats(rows, metric, visionLanguage, supervised),
      ]),
    }),
    claim({
      id: "semantics-by-language",
      section: "6",
      statement:
        "Without DINOv2, vision-language models capture local semantics better than self-supervised ones.",
      checks: semanticMetrics.map((metric) =>
        meanBeats(
          rows.filter((row) => !dinov2(row)),
          metric,
          visionLanguage,
          selfSupervised,
        ),
      ),
    }),
    claim({
      id: "instances-by-reconstruction",
      section: "6",
      statement:
        "Pretraining by reconstruction has better instance awareness than vision-language pretraining.",
      checks: instanceIds.map((metric) =>
        meanBeats(rows, metric, [named("mae", "hiera-b-plus"), "MAE and Hiera"], visionLanguage),
      ),
    }),
    claim({
      id: "readout-size",
      section: "6",
      statement: "The VOC readout on ViT-B/16 at 224 pixels has fewer than 70,000 parameters.",
      checks: vitB.slice(0, 1).map(({ learnableMillions }) => ({
        label: "Learnable parameters for VOC",
        found: `${learnableMillions.voc2012 ?? "none printed"} M`,
        holds: (learnableMillions.voc2012 ?? Number.POSITIVE_INFINITY) < 0.07,
      })),
    }),
  ];
}

/** What the paper says of backbones. */
export function backboneClaims({ rows }: Board): Claim[] {
  return [...instanceClaims(rows), ...conclusionClaims(rows)];
}
