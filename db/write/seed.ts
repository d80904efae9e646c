import { eq } from "drizzle-orm";
import { canonicalJson } from "#contract";
import { paperSetting, settingKey } from "../derive/board/setting.ts";
import type { Database } from "../open/shared-database.ts";
import { type PrintedResult, paperBackbones, paperResults } from "../paper/paper.ts";
import { backbones, metricValues, results } from "../schema.ts";
import { canonicalHash } from "../store/canonical-hash.ts";

/** Every printed result has this one; the paper names none. */
const paperColumn = "paper";

function rowOf(printed: PrintedResult, receivedAt: Date) {
  const { backboneId, task } = printed;
  const setting = settingKey(paperSetting(printed));
  return {
    id: canonicalHash(printed),
    naturalKey: canonicalJson({ backbone: backboneId, task, setting }),
    source: "paper" as const,
    backboneId,
    task,
    setting,
    columnKey: paperColumn,
    learnableParametersMillions: printed.learnableMillions,
    details: { variant: null, secondary: {}, curve: [], phases: [], engines: null, provenance: null },
    receivedAt,
  };
}

/** Adds the paper's printed backbones and results; what is already there stays as it is. Returns how many were new. */
export async function seedPaper(db: Database): Promise<number> {
  const receivedAt = new Date();
  const printed = paperResults().map((result) => ({ result, row: rowOf(result, receivedAt) }));
  return db.transaction(async (tx) => {
    for (const facts of paperBackbones()) {
      await tx
        .insert(backbones)
        .values({ id: facts.id, paperFacts: facts })
        .onConflictDoUpdate({ target: backbones.id, set: { paperFacts: facts } });
    }
    const isFirst = (await tx.$count(results, eq(results.source, "paper"))) === 0;
    const rows = printed.map(({ row }, index) =>
      // What was printed came before every upload, also where uploads are read from their files first.
      isFirst ? { ...row, sequence: index + 1 - printed.length } : row,
    );
    const added = await tx.insert(results).values(rows).onConflictDoNothing().returning({ id: results.id });
    const fresh = new Set(added.map(({ id }) => id));
    const values = printed
      .filter(({ row }) => fresh.has(row.id))
      .flatMap(({ row, result }) =>
        Object.entries(result.metrics).map(([metric, value]) => ({ resultId: row.id, metric, value })),
      );
    if (values.length > 0) await tx.insert(metricValues).values(values);
    return added.length;
  });
}
