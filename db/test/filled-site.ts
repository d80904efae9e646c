import type { OpenDatabase } from "../open/shared-database.ts";
import { keepPicture } from "../store/pictures.ts";
import { decide } from "../write/decide.ts";
import { documentId } from "../write/insert-document.ts";
import { insertResult } from "../write/insert-result.ts";
import { insertResultDocument } from "../write/insert-result-document.ts";
import { insertSpeed } from "../write/insert-speed.ts";
import { recoverResults } from "../write/recover.ts";
import { seedPaper } from "../write/seed.ts";
import { createToken } from "../write/tokens.ts";
import { testBundle } from "./bundle.ts";
import { pictureName, testArtefacts, testPicture } from "./documents.ts";
import { maintainerReceipt } from "./receipt.ts";
import { testSpeed } from "./speed.ts";

/** The paper's results and three of a backbone, of which the last corrects the first. */
export async function fillWithResults(open: OpenDatabase): Promise<void> {
  await seedPaper(open.db);
  for (const [seed, value] of [
    [0, 40],
    [1, 41],
    [0, 42],
  ] as const) {
    await insertResult(open, testBundle({ seed, value }), maintainerReceipt(seed));
  }
}

/** Of everything that a site keeps something, entered as uploads do. */
export async function fillSite(open: OpenDatabase): Promise<void> {
  await seedPaper(open.db);
  await recoverResults(open);
  await createToken(open, { holder: "lab", label: "laptop", scopes: ["submit"], expiresAt: null });
  const receipt = (day: number, uploadedBy: string) =>
    ({ receivedAt: `2026-11-${day}T00:00:00.000Z`, uploadedBy, holder: "lab", role: "maintainer" }) as const;
  const statuses: string[] = [];
  const done = (outcome: { readonly status: string }) => statuses.push(outcome.status);
  // Days go backwards: what counts is who came first.
  for (const [index, bundle] of [
    testBundle(),
    testBundle({ value: 60 }),
    testBundle({ seed: 1 }),
  ].entries()) {
    done(await insertResult(open, bundle, receipt(25 - index, `uploader-${index}`)));
  }
  for (const [index, backboneMs] of [150, 130].entries()) {
    done(await insertSpeed(open, testSpeed({ backboneMs }), receipt(22 - index, "ada")));
  }
  const bytes = testPicture(4);
  const file = pictureName(bytes);
  await keepPicture(open.files, file, bytes);
  const index = testArtefacts(testBundle(), { file, width: 4, height: 4 });
  done(await insertResultDocument(open, "artefacts", index, receipt(21, "ada")));
  done(await insertResult(open, testBundle({ seed: 2 }), { ...receipt(21, "grace"), role: "submitter" }));
  const withdrawn = {
    action: "withdraw",
    subject: documentId(testBundle({ seed: 1 })),
    reason: "wrong data",
  } as const;
  await decide(open, withdrawn, { holder: "ada", actor: "ada" }, new Date("2026-11-19T00:00:00.000Z"));
  if (statuses.some((status) => status !== "created")) throw new Error(`filled as ${statuses.join(", ")}`);
}
