import { InputError } from "../files/input-error.ts";

/** What ONNX Runtime runs a graph with. */
export const executionProviders = ["cpu", "cuda", "webgpu"] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** Where sessions run. */
export interface Device {
  readonly provider: ExecutionProvider;
  /** Which card, in CUDA's own order; 0 for the others, which have no choice. */
  readonly index: number;
}

export const cpu: Device = { provider: "cpu", index: 0 };

/** As the user writes it: `cuda:1`; the first card without its number. */
export function deviceName({ provider, index }: Device): string {
  return index === 0 ? provider : `${provider}:${index}`;
}

/** @throws InputError on anything but `cpu`, `cuda`, `cuda:N` and `webgpu`. */
export function parseDevice(text: string): Device {
  const [, name, index] = text.match(/^([a-z]+)(?::(\d{1,3}))?$/) ?? [];
  const provider = executionProviders.find((known) => known === name);
  if (provider && (index === undefined || provider === "cuda")) {
    return { provider, index: Number(index ?? 0) };
  }
  throw new InputError(`--device "${text}"; expected auto, cpu, cuda, cuda:1 (the second card) or webgpu`);
}
