import { existsSync } from "node:fs";
import { join } from "node:path";
import { isSeeded } from "../backbones/backbone.ts";
import { readManifest } from "../backbones/manifest-file.ts";
import { mismatchOf } from "../cell/backbone-readout.ts";
import { outputBytes } from "../cell/disk.ts";
import { readCellData } from "../cell/open.ts";
import { bundlePlace } from "../cell/place.ts";
import { preprocessingOf, preprocessingSha256 } from "../cell/preprocessing.ts";
import { type CellRequest, variantName } from "../cell/request.ts";
import type { RunSettings } from "../cell/settings.ts";
import { readoutConfigs, trainedParameterCount } from "../cell/trainer.ts";
import { canonicalJson, type Manifest } from "../contract/index.ts";
import type { Dataset } from "../data/dataset.ts";
import { cachedBytes } from "../feature-cache/shard-files.ts";
import { parameterCounts } from "../readout/parameters.ts";
import type { OpenTask } from "../tasks/index.ts";
import { diskPlans } from "./disk.ts";
import {
  cellSeconds,
  type DataTimes,
  missShareOf,
  type SplitSizes,
  sharedSeconds,
  totalSeconds,
} from "./estimate.ts";
import { officialBytes, officialSized } from "./official-sizes.ts";
import { attempt, type Found, Once } from "./once.ts";
import * as pilot from "./pilot.ts";
import { type CellPlan, type FeatureSetPlan, featureBytes, type Plan } from "./plan.ts";

export interface PlanOptions {
  readonly settings: RunSettings;
  /** "measured": a few forward passes and updates of each distinct shape; "none": sizes only. */
  readonly pilot: "measured" | "none";
  /** "official": as if the data sets were as large as the published ones, whatever lies in the data folder. */
  readonly sizes: "found" | "official";
  /** Cards or machines like this one that share the cells. */
  readonly workers: number;
}

interface TimedTask extends OpenTask {
  /** The data set as large as it is taken to be, to count by. */
  readonly sized: Dataset<unknown>;
  readonly openMs: number;
  /** Reading one image's header and annotation. */
  readonly verifyMs: number;
}

/** A cell with everything that could be found out about it without training. */
interface KnownCell {
  readonly request: CellRequest;
  readonly manifest: Manifest;
  readonly open: TimedTask;
  readonly set: FeatureSetPlan;
}

/**
 * Looks ahead at a grid of cells: parameters, cached features, disk, time. Cells that cannot run are listed as blocked.
 *
 * @throws AbortError when the settings' signal aborts.
 */
export async function makePlan(requests: readonly CellRequest[], options: PlanOptions): Promise<Plan> {
  await using planner = new Planner(options);
  return await planner.plan(requests);
}

class Planner {
  readonly #settings: RunSettings;
  readonly #measures: boolean;
  readonly #sizes: PlanOptions["sizes"];
  readonly #workers: number;
  readonly #manifests = new Once<Found<Manifest>>();
  readonly #tasks = new Once<Found<TimedTask>>();
  readonly #backbones = new Once<Found<pilot.BackboneTimes>>();
  readonly #preparations = new Once<number>();
  readonly #shapes = new Once<pilot.ShapeMeasurement>();
  readonly #data = new Once<Pick<DataTimes, "targetMs">>();
  readonly #dataProblems = new Set<string>();
  readonly #sets = new Map<string, FeatureSetPlan & { readonly ids: Set<string> }>();

  constructor({ settings, pilot: kind, sizes, workers }: PlanOptions) {
    this.#sizes = sizes;
    this.#workers = workers;
    this.#settings = settings;
    this.#measures = kind === "measured";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const found of await this.#tasks.all()) {
      if ("value" in found) await found.value.dataset[Symbol.asyncDispose]();
    }
  }

  async plan(requests: readonly CellRequest[]): Promise<Plan> {
    const { progress } = this.#settings;
    const start = performance.now();
    const cells: CellPlan[] = [];
    for (const [index, request] of requests.entries()) {
      this.#settings.signal.throwIfAborted();
      cells.push(await this.#cell(request));
      if (this.#measures) progress.update("pilot", index + 1, requests.length);
    }
    const pilotSeconds = (performance.now() - start) / 1000;
    const featureSets = await this.#featureSets(requests, cells);
    const largest = Math.max(0, ...featureSets.map(({ bytes }) => bytes));
    const cellTimes = cells.map((cell) => (cell.seconds ? totalSeconds(cell.seconds) : 0));
    const setTimes = featureSets.map((set) => set.seconds ?? 0);
    const tasks = this.#sizes === "official" ? requests.map(({ task }) => task) : [];
    return {
      cells,
      featureSets,
      disks: await this.#disks(cells, featureSets),
      datasets: [...officialBytes(tasks)].map(([dataset, bytes]) => ({ dataset, bytes })),
      seconds: this.#measures ? sharedSeconds(cellTimes, setTimes, 1) : null,
      workers: this.#workers,
      sharedSeconds: this.#measures ? sharedSeconds(cellTimes, setTimes, this.#workers) : null,
      pilotSeconds: this.#measures ? pilotSeconds : null,
      dataProblems: [...this.#dataProblems],
      warnings: largest > this.#settings.cacheBytes ? [cacheWarning(largest, this.#settings.cacheBytes)] : [],
    };
  }

  async #cell(request: CellRequest): Promise<CellPlan> {
    const { backbone, task, variant, seed } = request;
    const facts = { backbone, task, variant: variantName(variant), seed };
    const uncounted = { publishedParameters: null, effectiveParameters: null, trainedParameters: null };
    const unknown = { ...facts, ...uncounted, fingerprint: null, seconds: null };
    const manifest = await this.#manifests.get(backbone, () => attempt(() => readManifest(backbone)));
    if ("problem" in manifest) return { ...unknown, state: "blocked", problem: manifest.problem };
    const named = { backbone: manifest.value.id };
    const mismatch = mismatchOf(manifest.value, variant.readout);
    if (mismatch !== null) return { ...unknown, ...named, state: "blocked", problem: mismatch };
    const opened = await this.#tasks.get(taskKey(request), () => attempt(() => this.#openTask(request)));
    if ("problem" in opened) {
      this.#dataProblems.add(opened.problem);
      return { ...unknown, ...named, state: "blocked", problem: opened.problem };
    }
    const open = opened.value;
    const configs = readoutConfigs({ request, task: open.task, backbone: { manifest: manifest.value } });
    const { published, effective } = parameterCounts(configs);
    const trained = trainedParameterCount({ task: open.task, dataset: open.sized }, configs);
    const counted = {
      ...{ ...facts, ...named },
      ...{ publishedParameters: published, effectiveParameters: effective, trainedParameters: trained },
      fingerprint: this.#sizes === "found" ? open.dataset.fingerprint : null,
    };
    const set = this.#featureSet(request, manifest.value, open);
    if (!this.#measures) return { ...counted, state: "to do", problem: null, seconds: null };
    const known = { request, manifest: manifest.value, open, set };
    const times = await this.#timesOfBackbone(known);
    if ("problem" in times) {
      return { ...counted, state: "blocked", problem: times.problem, seconds: null };
    }
    const backboneFacts = times.value.facts;
    const place = { request, settings: this.#settings, dataset: open.dataset, backbone: backboneFacts };
    const { path } = bundlePlace(place);
    if (existsSync(path)) return { ...counted, state: "there", problem: null, seconds: null };
    const seconds = await this.#estimate(known, times.value);
    return { ...counted, state: "to do", problem: null, seconds };
  }

  async #openTask({ task: id, variant }: CellRequest): Promise<TimedTask> {
    const start = performance.now();
    await using data = readCellData({ task: id, variant }, this.#settings, "annotations");
    const opened = await data.open();
    const openMs = performance.now() - start;
    try {
      await data.check(opened);
    } catch (error) {
      await opened.dataset[Symbol.asyncDispose]();
      throw error;
    }
    const { train, validation, test } = opened.dataset.splits;
    const images = train.length + validation.length + test.length;
    const verifyMs = (performance.now() - start - openMs) / images;
    const sized = this.#sizes === "found" ? opened.dataset : officialSized(id, opened.dataset);
    return { ...opened, sized, openMs, verifyMs };
  }

  /** Forward passes are timed once a backbone; untrained weights are hashed for each seed. */
  #timesOfBackbone({ request, manifest }: KnownCell): Promise<Found<pilot.BackboneTimes>> {
    const seed = isSeeded(manifest) ? request.seed : 0;
    return this.#backbones.get(`${request.backbone} ${seed}`, () =>
      attempt(() => pilot.timeBackbone(manifest, seed, this.#settings)),
    );
  }

  async #estimate({ request, manifest, open, set }: KnownCell, times: pilot.BackboneTimes) {
    const { task, dataset, sized, openMs, verifyMs } = open;
    const { signal } = this.#settings;
    const data = await this.#data.get(taskKey(request), () => pilot.timeData(task, dataset, signal));
    const configs = readoutConfigs({ request, task, backbone: { manifest } });
    const key = canonicalJson([task.id, configs, request.budget.batchSize]);
    const shape = await this.#shapes.get(key, () =>
      pilot.timeShape({ request, task, dataset }, manifest, this.#settings),
    );
    const prepareMs = await this.#prepareMs(request, manifest, open);
    return cellSeconds({
      budget: request.budget,
      splits: splitSizes(sized),
      shape,
      data: { ...data, openMs, verifyMs, measureMs: shape.measureMs },
      features: { prepareMs, forwardMs: times.forwardMs, readMs: times.readMs },
      openBackboneMs: times.openMs,
      missShare: missShareOf(set.bytes, this.#settings.cacheBytes),
    });
  }

  #prepareMs(request: CellRequest, manifest: Manifest, { task, dataset }: OpenTask): Promise<number> {
    const steps = preprocessingOf(task, manifest, request.variant);
    const key = `${dataset.id} ${preprocessingSha256(steps)}`;
    return this.#preparations.get(key, () => pilot.timePreparation(dataset, steps, this.#settings.signal));
  }

  /** Tasks with the same images and the same preparation share their features. */
  #featureSet(request: CellRequest, manifest: Manifest, open: TimedTask): FeatureSetPlan {
    const { task, dataset, sized } = open;
    const key = this.#setKey(request, manifest, open);
    const known = this.#sets.get(key);
    const { train, validation, test } = sized.splits;
    const ids = new Set([...(known?.ids ?? []), ...train, ...validation, ...test]);
    const made = {
      backbone: manifest.id,
      seed: isSeeded(manifest) ? request.seed : null,
      dataset: dataset.id,
      tasks: [...new Set([...(known?.tasks ?? []), task.id])],
      images: ids.size,
      bytes: ids.size * featureBytes(manifest),
      seconds: null,
      ids,
    };
    this.#sets.set(key, made);
    return made;
  }

  #setKey(request: CellRequest, manifest: Manifest, { task, dataset }: OpenTask) {
    const seed = isSeeded(manifest) ? request.seed : null;
    const preparation = preprocessingSha256(preprocessingOf(task, manifest, request.variant));
    return canonicalJson([request.backbone, seed, dataset.id, preparation]);
  }

  /** The sets that a cell still has to compute, with their time. */
  async #featureSets(
    requests: readonly CellRequest[],
    cells: readonly CellPlan[],
  ): Promise<FeatureSetPlan[]> {
    const needed = new Map<string, FeatureSetPlan>();
    for (const [index, request] of requests.entries()) {
      if (cells[index].state !== "to do") continue;
      const manifest = await this.#manifests.get(request.backbone, () => Promise.reject());
      const opened = await this.#tasks.get(taskKey(request), () => Promise.reject());
      if ("problem" in manifest || "problem" in opened) continue;
      const key = this.#setKey(request, manifest.value, opened.value);
      const set = this.#sets.get(key);
      if (!set || needed.has(key)) continue;
      const { ids: _, ...plan } = set;
      const known = { request, manifest: manifest.value, open: opened.value, set };
      needed.set(key, { ...plan, seconds: await this.#setSeconds(known) });
    }
    return [...needed.values()];
  }

  async #setSeconds(known: KnownCell): Promise<number | null> {
    if (!this.#measures) return null;
    const times = await this.#timesOfBackbone(known);
    if ("problem" in times) return null;
    const prepareMs = await this.#prepareMs(known.request, known.manifest, known.open);
    return (known.set.images * (prepareMs + times.value.forwardMs)) / 1000;
  }

  /** At most: what is in the cache already may be part of what is needed. */
  async #disks(cells: readonly CellPlan[], sets: readonly FeatureSetPlan[]) {
    const { cache, cacheBytes, out } = this.#settings;
    const folder = join(cache, "features");
    const features = sets.reduce((sum, { bytes }) => sum + bytes, 0);
    const room = Math.max(0, cacheBytes - (await cachedBytes(folder)));
    const open = cells.filter(({ state }) => state === "to do");
    const parameters = open.map(({ trainedParameters }) => trainedParameters ?? 0);
    return diskPlans([
      { folder: cache, bytes: Math.min(features, room) },
      { folder: out, bytes: outputBytes(parameters) },
    ]);
  }
}

/** Cells of one task share its data set, unless they show images of another size. */
function taskKey({ task, variant }: CellRequest): string {
  return `${task} ${variant.resolution}`;
}

function splitSizes({ splits: { train, validation, test } }: Dataset<unknown>): SplitSizes {
  return { train: train.length, validation: validation.length, test: test.length };
}

function cacheWarning(bytes: number, cacheBytes: number): string {
  const gigabytes = (value: number) => Math.ceil(value / 1e9);
  return (
    `one feature set takes ${gigabytes(bytes)} GB, the cache holds ${gigabytes(cacheBytes)}: features will be computed ` +
    `again and again; expected --cache-gb ${gigabytes(bytes)} or more`
  );
}
