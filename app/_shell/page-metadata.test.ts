import { expect, test, vi } from "vitest";
import { siteSettings } from "../api/_http/origin.ts";
import { pageMetadata } from "./page-metadata.ts";

vi.mock("../api/_http/origin.ts", () => ({ siteSettings: vi.fn() }));

const page = { title: "Method", description: "How.", path: "/method" };

test("addresses of a page are whole, or left out where the site does not know its own", () => {
  vi.mocked(siteSettings).mockReturnValue({ origin: "https://board.example", repository: undefined });
  expect(pageMetadata(page)).toMatchObject({
    alternates: { canonical: "https://board.example/method" },
    openGraph: { url: "https://board.example/method" },
  });
  vi.mocked(siteSettings).mockReturnValue({ origin: undefined, repository: undefined });
  const unknown = pageMetadata(page);
  expect(unknown.alternates).not.toHaveProperty("canonical");
  expect(unknown.openGraph).not.toHaveProperty("url");
  expect(unknown.openGraph).not.toHaveProperty("images");
});
