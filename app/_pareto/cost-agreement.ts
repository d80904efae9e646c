import { spearmanRho } from "#contract/statistics";
import type { Board } from "#db/derive/board/board.ts";
import { speedOf } from "./costs.ts";

/** How well counted arithmetic orders what was timed. */
export interface CostAgreement {
  readonly device: string;
  readonly rho: number;
  readonly n: number;
}

/** Spearman's correlation of GMACs and times in the setting with most backbones; null where fewer than three have both. */
export function costAgreement({ rows, speedSettings: [setting] }: Board): CostAgreement | null {
  if (!setting) return null;
  const both = rows.flatMap((row) => {
    const time = speedOf(row, setting.id)?.backbone;
    const { gigaMacs } = row.backbone;
    return time === undefined || gigaMacs === null ? [] : [{ time, gigaMacs }];
  });
  const rho = spearmanRho(
    both.map(({ gigaMacs }) => gigaMacs),
    both.map(({ time }) => time),
  );
  return both.length < 3 || !Number.isFinite(rho) ? null : { device: setting.device, rho, n: both.length };
}
