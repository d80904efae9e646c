import { expect, test } from "vitest";
import { targetRefusal } from "./request-target.ts";

test.each([
  "/",
  "/boards/paper?sort=voc2012.iou&q=caf%C3%A9+au+lait",
  "/compare?with=a,b&with=c",
  "/api/v1/backbones/%E2%9C%93",
  "/?q=a%0Ab%09c",
  "/_next/static/chunks/%5Broot%5D.js",
  "/?a=0000-01-01",
  "/a..b/...",
])("takes an address that decodes to text: %s", (target) => expect(targetRefusal(target)).toBeNull());

test.each([
  ["*", "expected a path"],
  ["http://elsewhere.example/method", "expected a path"],
  ["", "expected a path"],
  ["/%", "percent-encoded UTF-8"],
  ["/boards/%zz", "percent-encoded UTF-8"],
  ["/?q=100%", "percent-encoded UTF-8"],
  ["/?%FF=1", "percent-encoded UTF-8"],
  ["/boards/%C0%80", "percent-encoded UTF-8"],
  ["/boards/%ED%A0%80", "percent-encoded UTF-8"],
  ["/?q=%ED%B0%80", "percent-encoded UTF-8"],
  ["/boards/%00", "U+0000"],
  ["/api/v1/snapshots/a?since=%00", "U+0000"],
  ["/?a%01=b", "U+0001"],
  ["/boards/%7F", "U+007F"],
  ["/api/v1/../../method", 'without "." and ".."'],
  ["/%2e%2E/method", 'without "." and ".."'],
  ["/\\elsewhere.example", "visible ASCII"],
  ["/caf\u00e9", "visible ASCII"],
  ["/a b", "visible ASCII"],
  ["/#part", "visible ASCII"],
])("refuses %j", (target, reason) => {
  const refusal = targetRefusal(target);
  expect(refusal?.status).toBe(400);
  expect(refusal?.error).toContain(reason);
});

test("refuses an address of 9,000 digits without repeating it", () => {
  const refusal = targetRefusal(`/boards/scenes-p${"9".repeat(9_000)}`);
  expect(refusal?.status).toBe(414);
  expect(refusal?.error.length).toBeLessThan(200);
});
