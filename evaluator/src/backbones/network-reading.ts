import type { Manifest } from "../contract/index.ts";
import type { ReadingPlace } from "../reading/child.ts";
import type { ParameterOrigin } from "./network.ts";
import type { NetworkFiles } from "./network-job.ts";
import { type ReadNetworkOptions, readNetworkInChild } from "./read-network.ts";

export interface NetworkReadingOptions extends ReadNetworkOptions {
  readonly reading?: ReadingPlace;
  readonly parameters?: ParameterOrigin;
}

/** A network's files on their way through a child, while whoever will open it does something else. */
export class NetworkReading implements AsyncDisposable {
  /** Rejects with an InputError; null: there are none, or this process reads them itself. */
  readonly files: Promise<NetworkFiles | null>;
  readonly #ending = new AbortController();

  constructor(manifest: Manifest, options: NetworkReadingOptions) {
    const { reading = "in a child", parameters, signal } = options;
    const isOwn = reading === "here" || manifest.weights === null || parameters === "untrained";
    const signals = signal ? [signal, this.#ending.signal] : [this.#ending.signal];
    this.files = isOwn
      ? Promise.resolve(null)
      : readNetworkInChild(manifest, { ...options, signal: AbortSignal.any(signals) });
    // An error surfaces with whoever waits.
    this.files.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.files.catch(() => {});
  }
}
