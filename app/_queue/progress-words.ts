import type { GridProgress } from "#db/derive/progress.ts";

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** "12 of 294 cells are measured, in 36 runs; 3 wait for a maintainer, 279 are missing." */
export function progressWords({ measured, waiting, missing, runs }: GridProgress): string {
  const all = measured + waiting + missing;
  if (measured === 0 && waiting === 0) return `None of ${counted(all, "cell", "cells")} is measured yet.`;
  const is = (count: number) => (count === 1 ? "is" : "are");
  const first = `${measured.toLocaleString("en")} of ${counted(all, "cell", "cells")} ${is(measured)} measured`;
  const inRuns = runs > measured ? `, in ${counted(runs, "run", "runs")}` : "";
  const rest = [
    ...(waiting > 0 ? [`${counted(waiting, "waits", "wait")} for a maintainer`] : []),
    ...(missing > 0 ? [`${missing.toLocaleString("en")} ${is(missing)} missing`] : []),
  ];
  return `${first}${inRuns}${rest.length > 0 ? `; ${rest.join(", ")}` : ""}.`;
}
