import type { Problem } from "#contract";
import type { DoorFacts } from "./door-facts.ts";

const dayMs = 24 * 60 * 60_000;

/** Boards are opened by uploads, and each has a page and a place in every list: so a submitter opens a few a day. */
export function boardsProblems({
  now,
  sender,
  boards,
}: Pick<DoorFacts, "now" | "sender" | "boards">): Problem[] {
  if (!boards.opensOne || sender.role === "maintainer") return [];
  const today = boards.opened.filter(
    ({ holder, at }) => holder === sender.holder && now.getTime() - at.getTime() < dayMs,
  ).length;
  if (today < boards.mostADay) return [];
  const message = `opens a board of its own, after ${today} that ${sender.holder} opened within a day; expected ${boards.mostADay} at most, or results for boards that exist`;
  return [{ path: "(whole bundle)", message }];
}
