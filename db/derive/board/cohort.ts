import { canonicalJson, type TrainingBudget, trainingBudget } from "#contract";
import { compareText } from "../compare-text.ts";
import { type CohortKind, cohortKinds, isOwnKind } from "./cohort-kind.ts";
import { parseSettingKey, type Setting, variantParts } from "./setting.ts";
import { isolated } from "./shown-label.ts";
import { variantWords } from "./variant-words.ts";

/**
 * Results that may share one ranking: same source kind, data distribution, protocol version and training budget.
 * Results of different cohorts never share a column.
 */
export interface Cohort {
  /** URL-safe, stable, for example "paper", "official-p1-full", "scenes-p1-smoke", "scenes-p1-smoke-set-2". */
  readonly id: string;
  readonly kind: CohortKind;
  readonly title: string;
  /** One or two plain sentences: what the numbers are and are not. */
  readonly caption: string;
  readonly backbones: number;
  readonly results: number;
  /** How the readout or its input differs from the protocol's own, for example "8 dimensions"; null for the main setting. */
  readonly variant: string | null;
}

/** What a result tells about the cohort it belongs to. `sequence` is the order of arrival. */
export interface Placement {
  readonly resultId: string;
  readonly sequence: number;
  readonly backboneId: string;
  readonly task: string;
  readonly setting: string;
  readonly columnKey: string;
  /** The user's own classes, by index; null for the published data sets. */
  readonly classes: readonly string[] | null;
}

export interface CohortMembers {
  readonly cohort: Cohort;
  readonly setting: Setting;
  /** By task: what its column was measured on. Two cohorts can be compared in a task only where these agree. */
  readonly columnKeys: Readonly<Record<string, string>>;
  readonly resultIds: readonly string[];
}

/** Own classes named in a title and in a caption: lists of hundreds would drown the rest. */
const titleClasses = 4;
const captionClasses = 24;

/** What a result's column is measured on. A fingerprint covers the class list; results that deny it stay apart. */
const columnOf = ({ columnKey, classes }: Placement): string =>
  classes ? `${columnKey}/${canonicalJson(classes)}` : columnKey;

/** What shares one number of a board: the results of one backbone in one column. */
export const placeOnBoard = (placement: Placement): string =>
  [placement.backboneId, placement.task, placement.setting, columnOf(placement)].join(" ");

/**
 * The edition of each result, from 1: a board has one column a task, so the first column key that a task ever got goes
 * to edition 1, the second to edition 2. Nothing that differs in data or iterations meets in one column.
 */
function editions(placements: readonly Placement[]): Map<string, number> {
  const keysOfColumn = new Map<string, string[]>();
  const edition = new Map<string, number>();
  for (const placement of placements) {
    const column = `${placement.setting} ${placement.task}`;
    const keys = keysOfColumn.get(column) ?? [];
    const key = columnOf(placement);
    if (!keys.includes(key)) keys.push(key);
    keysOfColumn.set(column, keys);
    edition.set(placement.resultId, keys.indexOf(key) + 1);
  }
  return edition;
}

function cohortId(setting: Setting, edition: number): string {
  const parts: string[] = [setting.kind];
  if (setting.protocolVersion !== null) parts.push(`p${setting.protocolVersion}`);
  if (setting.budget !== null) parts.push(setting.budget);
  parts.push(...variantParts(setting));
  if (edition > 1) parts.push(`set-${edition}`);
  return parts.join("-");
}

type ClassNames = Placement["classes"];

/** "3 classes (background, cat, dog)", or the first of them: what tells one set of own images from another. */
function classesInWords(classes: ClassNames): string {
  const names = (classes ?? []).map(isolated);
  const shown = names.length > titleClasses ? [...names.slice(0, titleClasses - 1), "…"] : names;
  return `${names.length} classes (${shown.join(", ")})`;
}

/** "background, cat, dog", or the first of them and how many more. */
function firstClasses(classes: ClassNames): string {
  const names = (classes ?? []).map(isolated);
  const rest = names.length - captionClasses;
  return `${names.slice(0, captionClasses).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

const kindTitles = {
  paper: "Printed in the paper",
  official: "Measured on the official data sets",
  scenes: "Measured on built-in scenes",
  custom: "Measured on other images",
  own: "Measured on a user’s own images",
  "own-depth": "Measured on a user’s own depths",
} as const;

/** What titles and captions say of how long the readouts trained. */
const budgets: Readonly<Record<TrainingBudget, { remark: readonly string[]; caption: string }>> = {
  full: { remark: [], caption: "" },
  smoke: {
    remark: ["short training"],
    caption: " Trained for far fewer steps than the protocol asks: never compare them with full runs.",
  },
  custom: {
    remark: ["training of its own length"],
    caption:
      " Trained for as many steps as the one who measured them chose: compare them with nothing but each other.",
  },
};

function title(setting: Setting, edition: number, classes: ClassNames): string {
  const remarks = [
    ...(setting.kind === "own" ? [classesInWords(classes)] : []),
    ...(setting.budget === null ? [] : budgets[setting.budget].remark),
    ...(setting.protocolVersion !== null ? [`protocol ${setting.protocolVersion}`] : []),
    ...variantWords(setting),
    ...(edition > 1 ? [`image set ${edition}`] : []),
  ];
  return [kindTitles[setting.kind], ...remarks].join(", ");
}

function caption(setting: Setting, classes: ClassNames): string {
  const images = {
    paper: "The numbers as the paper prints them, one run each: no interval can be given.",
    official: "Made by the evaluator on the data sets as published.",
    scenes:
      "Made by the evaluator on procedurally generated images: they show that the method works, and say nothing of real photographs.",
    custom: "Made by the evaluator on images that are not the published data sets.",
    own: `Made by the evaluator on a user’s own images with the user’s own classes: ${firstClasses(classes)}. Numbers on other images or classes have boards of their own.`,
    "own-depth":
      "Made by the evaluator on a user’s own images with a depth at each pixel. Numbers on other images, or with another scale or limit of depth, have boards of their own.",
  } as const;
  const budget = setting.budget === null ? "" : budgets[setting.budget].caption;
  return `${images[setting.kind]}${budget}`;
}

interface Group {
  readonly setting: Setting;
  readonly edition: number;
  /** Of all members: own data has one task, so an edition has one column key and one class list. */
  readonly classes: ClassNames;
  readonly members: Placement[];
}

/** Sorts as text. */
const newestProtocolFirst = ({ protocolVersion }: Setting): string =>
  (1_000 - Number(protocolVersion ?? 0)).toFixed(3).padStart(8, "0");

/** Groups results into cohorts: main settings before variants, paper first, own data last. Any order of input. */
export function cohortsOf(placements: readonly Placement[]): CohortMembers[] {
  const byArrival = [...placements].sort((a, b) => a.sequence - b.sequence);
  const edition = editions(byArrival);
  const groups = new Map<string, Group>();
  for (const placement of byArrival) {
    const number = edition.get(placement.resultId) ?? 1;
    const key = `${placement.setting} ${number}`;
    const group = groups.get(key) ?? {
      setting: parseSettingKey(placement.setting),
      edition: number,
      classes: placement.classes,
      members: [],
    };
    group.members.push(placement);
    groups.set(key, group);
  }
  const order = ({ setting, edition: number }: Group) =>
    [
      isOwnKind(setting.kind) ? 1 : 0,
      variantParts(setting).length === 0 ? 0 : 1,
      cohortKinds.indexOf(setting.kind),
      setting.budget === null ? 0 : trainingBudget.options.indexOf(setting.budget),
      newestProtocolFirst(setting),
      number,
      cohortId(setting, number),
    ].join(" ");
  return [...groups.values()]
    .sort((a, b) => compareText(order(a), order(b)))
    .map((group) => ({
      cohort: {
        id: cohortId(group.setting, group.edition),
        kind: group.setting.kind,
        title: title(group.setting, group.edition, group.classes),
        caption: caption(group.setting, group.classes),
        backbones: new Set(group.members.map((member) => member.backboneId)).size,
        results: group.members.length,
        variant: variantWords(group.setting).join(", ") || null,
      },
      setting: group.setting,
      columnKeys: Object.fromEntries(group.members.map((member) => [member.task, columnOf(member)])),
      resultIds: group.members.map((member) => member.resultId),
    }));
}
