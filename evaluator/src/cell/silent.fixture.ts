import type { Progress } from "./progress.ts";

export const silent: Progress = { update: () => {}, line: () => {} };
