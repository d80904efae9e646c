import type { Engine } from "#contract";

/** What computed, in one line. */
export function engineText({
  name,
  version,
  backend,
  device,
  precision,
  batch,
  driver,
  libraries,
}: Engine): string {
  const others = Object.entries(libraries ?? {}).filter(([library]) => library !== "onnxruntime");
  const extras = [
    ...(batch === undefined || batch === 1 ? [] : [`batches of ${batch}`]),
    ...(driver === undefined ? [] : [`driver ${driver}`]),
    ...others.map(([library, at]) => `${library} ${at}`),
  ];
  return [`${name} ${version} (${backend}), ${precision}, on ${device}`, ...extras].join(", ");
}
