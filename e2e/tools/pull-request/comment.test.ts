import { expect, test } from "vitest";
import { commentMark, commentOf } from "./comment.ts";
import { previewPage } from "./preview.ts";
import type { Report } from "./report.ts";
import { codeSpan, html, oneVisibleLine } from "./shown-text.ts";

const head = "a".repeat(40);

const measured = {
  state: "measured",
  weights: "untrained",
  task: "voc2012",
  label: "mIoU",
  value: 3.25,
  digits: 1,
  unit: "percent",
  better: "higher",
  iterations: 20,
  images: 16,
  seconds: 41.2,
} as const;

const hostile = [
  "@maintainers see https://evil.example/x and #1",
  "[click](javascript:alert(1)) ![x](https://evil.example/p.png)",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "` @maintainers `` **bold** ``` <b>",
  "line\n# heading\n\n| a | b |\n|---|---|\n- [ ] task",
  "<!-- backbone-check -->\r\n</details>",
  "\u202egnp.exe\u2066 \u200b@x \u001b[2J",
  ":rocket: &lt;b&gt; $x$ \\` ~~~",
  "`",
  " ",
];

const report = (texts: readonly string[]): Report => ({
  version: 1,
  number: 7,
  head,
  candidates: [
    {
      id: "new-b",
      label: texts[0] ?? "New (ViT-B)",
      problems: [...texts],
      notes: [...texts],
      smoke: texts.length > 0 ? { state: "left out", why: texts[3] ?? "" } : measured,
    },
  ],
  others: texts.map((text) => ({ path: text, why: text })),
});

test("a valid backbone in few lines", () => {
  expect(commentOf(report([]))).toBe(
    `${commentMark}
### Check of a backbone at aaaaaaaaaaaa

**\`new-b\`: valid**

- smoke run: Pascal VOC 2012, \`mIoU\` 3.3 after 20 iterations on 16 generated scenes, untrained weights (41 s). It shows that everything runs; smoke runs are never ranked.

A maintainer runs what is left after the merge: counts, hashes and all tasks. How, and how to mend what is listed: CONTRIBUTING.md, Submit a backbone.
`,
  );
  expect(commentOf({ ...report([]), candidates: [] })).toBeNull();
});

test("texts of a request stand in code, each on one line", () => {
  const comment = commentOf(report(hostile)) ?? "";
  // What is left without the code spans is this project's own.
  const outside = comment.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "CODE");
  const own =
    /^(<!-- backbone-check -->|### Check of a backbone at a{12}|\*\*CODE: 10 to mend\*\*|- (mend|note): (CODE|\(blank\))|- smoke run: left out, CODE|- (CODE|\(blank\)): (CODE|\(blank\))|\*\*Other changes\*\*, which .*|A maintainer runs .*|)$/;
  expect(outside.split("\n").filter((line) => !own.test(line))).toEqual([]);
  expect(comment).not.toMatch(/[\u200b-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
});

test("a code span is closed by nothing inside it", () => {
  expect(codeSpan("plain")).toBe("`plain`");
  expect(codeSpan("a ` b")).toBe("`` a ` b ``");
  expect(codeSpan("``")).toBe("``` `` ```");
  expect(codeSpan(" ")).toBe("(blank)");
  expect(codeSpan("a\nb")).toBe("`a\\u{a}b`");
  expect(oneVisibleLine("x".repeat(400))).toBe(`${"x".repeat(300)}...`);
  expect(oneVisibleLine("\ud800 é \u{1f600}")).toBe("\\u{d800} é \u{1f600}");
  expect(html(`<a href="x">'&'`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;");
});

test("a long report stays a comment that the site takes", () => {
  const comment = commentOf(report(Array.from({ length: 500 }, () => "y".repeat(4000)))) ?? "";
  expect(comment.length).toBeLessThan(65_536);
  expect(comment).toContain("- and 480 more");
  const [one] = report(Array.from({ length: 20 }, () => "\u202e".repeat(4000))).candidates;
  const many = commentOf({ ...report([]), candidates: Array.from({ length: 16 }, () => one!) }) ?? "";
  expect(many.length).toBeLessThan(65_536);
  expect(many).toContain("More than a comment holds");
});

test("the preview shows the board with the candidate's row, marked and without a rank", () => {
  const page = previewPage(report([]));
  expect(page).toContain(
    '<tr class="candidate"><th scope="row">New (ViT-B)<small>smoke, not ranked: untrained weights, 20 iterations',
  );
  expect(page).toContain("<td>3.3</td>");
  expect(page.match(/<tr/g)).toHaveLength(1 + 18 + 1);
  expect(page.match(/rank 1</g)).toHaveLength(6);
  const candidate = page.slice(page.indexOf('class="candidate"'));
  expect(candidate).not.toContain("rank 1");
});

test("texts of a request are no markup of the preview", () => {
  for (const text of hostile) {
    const page = previewPage({
      ...report([]),
      candidates: [{ ...report([text]).candidates[0]!, smoke: { state: "left out", why: text } }],
    });
    expect(page).not.toMatch(/<(script|img|b)\b|onerror=(?!alert\(1\)&gt;)/);
    expect(page.match(/<tr/g)).toHaveLength(20);
  }
});
