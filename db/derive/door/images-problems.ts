import type { Problem, ResultBundle } from "#contract";
import type { DoorFacts } from "./door-facts.ts";

/**
 * Images that an upload calls official beside what is known of the published ones. Numbers of images are the contract's
 * check; whose fingerprint it is only a catalogue or a maintainer's result tells.
 */
export function imagesProblems(
  { dataset, metrics }: ResultBundle,
  { sender, images }: Pick<DoorFacts, "sender" | "images">,
): Problem[] {
  const { distribution, fingerprint } = dataset;
  const { reference, distributions, indicesSha256 } = images;
  const problems: Problem[] = [];
  const isOther = reference !== null && reference.fingerprint !== fingerprint;
  const mayDiffer = reference?.from === "maintainer" && sender.role === "maintainer";
  if (distribution === "official" && isOther && !mayDiffer) {
    const whose = reference.from === "catalogue" ? "the published images have" : "maintainers' results have";
    problems.push({
      path: "dataset.fingerprint",
      message: `is ${fingerprint}; ${whose} ${reference.fingerprint}; expected that, or distribution custom`,
    });
  }
  if (distributions.length > 0 && !distributions.includes(distribution)) {
    problems.push({
      path: "dataset.distribution",
      message: `is ${distribution}; results here on images of the same fingerprint say ${distributions.join(" and ")}`,
    });
  }
  for (const [id, { bootstrap }] of Object.entries(metrics)) {
    if (indicesSha256 === null || bootstrap.indicesSha256 === indicesSha256) continue;
    problems.push({
      path: `metrics.${id}.bootstrap.indicesSha256`,
      message: `is ${bootstrap.indicesSha256}; results here on the same images have ${indicesSha256}`,
    });
  }
  return problems;
}
