import { createImageLoader, decodeThreads } from "../data/loader.ts";
import { InputError } from "../files/input-error.ts";
import { readInChildOnce } from "../reading/kept.ts";
import { limitsOfData } from "../reading/limits.ts";
import { type OpenTask, openTask } from "../tasks/index.ts";
import { checkData } from "./check-data.ts";
import type { DataEvent, DataFound, DataJob } from "./data-job.ts";
import type { CellSettings } from "./settings.ts";

type ReadingSettings = Pick<CellSettings, "progress" | "signal" | "reading">;

/**
 * A task's data set as it is read before it is used: by a child, which this process follows once the set is open there and
 * while its annotations are still being read, once for as long as the set stays as it is; or by this process alone.
 */
export interface DataReading extends AsyncDisposable {
  /** @throws InputError where it cannot be opened, or exhausts its reader */
  open(): Promise<OpenTask>;
  /**
   * Waits until every annotation was read and found to hold what the task needs.
   *
   * @throws InputError naming the first problem; AbortError when the signal aborts.
   */
  check(opened: OpenTask): Promise<void>;
}

export function readData(job: DataJob, settings: ReadingSettings): DataReading {
  return settings.reading === "here" ? readHere(job, settings) : new ChildDataReading(job, settings);
}

function opening({ task, resolution, data, digests }: DataJob, onWarning: (line: string) => void) {
  return openTask(task, resolution, data, { cacheDirectory: digests, onWarning });
}

function readHere(job: DataJob, settings: ReadingSettings): DataReading {
  return {
    open: () => opening(job, settings.progress.line),
    check: async (opened) => {
      await using loader = createImageLoader();
      await checkData(opened, loader, settings);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

class ChildDataReading implements DataReading {
  readonly #job: DataJob;
  readonly #ending = new AbortController();
  readonly #opened: Promise<string>;
  readonly #whole: Promise<DataFound>;

  constructor(job: DataJob, { progress, signal }: ReadingSettings) {
    this.#job = job;
    let isOpen = (_fingerprint: string) => {};
    const opened = new Promise<string>((resolve) => {
      isOpen = resolve;
    });
    let told = 0;
    const reading = {
      module: new URL("./data-reader.ts", import.meta.url),
      ...{ job, what: job.data, limits: limitsOfData(decodeThreads()) },
      signal: AbortSignal.any([signal, this.#ending.signal]),
      onEvent: (event: DataEvent) => {
        if (event.kind === "opened") isOpen(event.fingerprint);
        else if (event.kind === "progress") progress.update("read annotations", event.done, event.total);
        else {
          told++;
          progress.line(event.line);
        }
      },
    };
    const keeping = { folder: job.digests, filesOf: () => [job.data] };
    this.#whole = readInChildOnce<DataJob, DataFound, DataEvent>(reading, keeping).then((found) => {
      // Those of a child that read before.
      found.warnings.slice(told).forEach(progress.line);
      return found;
    });
    // A child that ends without a word has failed.
    this.#opened = Promise.race([opened, this.#whole.then(({ fingerprint }) => fingerprint)]);
    // An error surfaces with whoever waits.
    this.#opened.catch(() => {});
  }

  async open(): Promise<OpenTask> {
    const expected = await this.#opened;
    // The child has said already what is odd about the data.
    const opened = await opening(this.#job, () => {});
    const { root, fingerprint } = opened.dataset;
    if (fingerprint === expected) return opened;
    await opened.dataset[Symbol.asyncDispose]();
    throw new InputError(
      `${root}: a data set of fingerprint ${fingerprint}, which was ${expected} a moment ago; expected it to stay as it is`,
    );
  }

  async check(): Promise<void> {
    await this.#whole;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#whole.catch(() => {});
  }
}
