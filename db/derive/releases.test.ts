import { expect, test } from "vitest";
import { releaseObstacle, releasesOf } from "./releases.ts";

const [first, second] = ["a".repeat(16), "b".repeat(16)];
const release = (subject: string, reason: string) => ({ action: "release", subject, reason }) as const;
const unrelease = (subject: string) => ({ action: "unrelease", subject, reason: "too early" }) as const;

test("the newest decision about a snapshot counts, and no other kind of decision", () => {
  const newestFirst = [
    release(first, "2026-12"),
    unrelease(second),
    release(second, "2026-11"),
    unrelease(first),
    release(first, "2026-10"),
    { action: "withdraw", subject: first, reason: "no release" } as const,
  ];
  expect([...releasesOf(newestFirst)]).toEqual([[first, "2026-12"]]);
  expect([...releasesOf([])]).toEqual([]);
});

test("a snapshot has one name and a name one snapshot; what was taken back is free again", () => {
  const releases = releasesOf([release(first, "2026-11")]);
  expect(releaseObstacle(release(second, "2026-12"), releases)).toBeNull();
  expect(releaseObstacle(release(second, "2026-11"), releases)).toBe(
    `2026-11 is the name of ${first} already`,
  );
  expect(releaseObstacle(release(first, "2026-12"), releases)).toBe(`${first} is release 2026-11 already`);
  expect(releaseObstacle(unrelease(first), releases)).toBeNull();
  expect(releaseObstacle(unrelease(second), releases)).toBe(`${second} is no release`);
  const freed = releasesOf([unrelease(first), release(first, "2026-11")]);
  expect(releaseObstacle(release(second, "2026-11"), freed)).toBeNull();
});
