import type { Receipt } from "../store/bundles.ts";

const receivedAt = (minute: number) => new Date(Date.UTC(2026, 10, 21, 0, minute)).toISOString();

/** What a maintainer's upload gets at the door; it counts at once. */
export function maintainerReceipt(minute = 0, holder = "tester"): Receipt {
  return { receivedAt: receivedAt(minute), uploadedBy: holder, holder, role: "maintainer" };
}

/** What anybody else's upload gets at the door; it waits until a maintainer accepts it. */
export function submitterReceipt(holder: string, minute = 0): Receipt {
  return { receivedAt: receivedAt(minute), uploadedBy: holder, holder, role: "submitter" };
}
