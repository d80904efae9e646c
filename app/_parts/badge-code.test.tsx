import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BadgeCode } from "./badge-code.tsx";

const codeOf = (origin?: string) =>
  [...renderToStaticMarkup(<BadgeCode id="dinov2-b" origin={origin} />).matchAll(/<code>(.*?)<\/code>/g)].map(
    ([, code]) => code?.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"'),
  );

test("a badge as Markdown and as HTML leads to the backbone's page", () => {
  expect(codeOf("https://probing.example.org")).toEqual([
    "[![Dense Probing](https://probing.example.org/badge/dinov2-b.svg)](https://probing.example.org/backbones/dinov2-b)",
    '<a href="https://probing.example.org/backbones/dinov2-b"><img src="https://probing.example.org/badge/dinov2-b.svg" alt="Dense Probing" height="20"></a>',
  ]);
});

test("where the site does not know its address, a word stands for it", () => {
  expect(codeOf()[0]).toMatch(/^\[!\[Dense Probing\]\(https:\/\/SITE\/badge\//);
});
