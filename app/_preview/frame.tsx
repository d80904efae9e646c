import type { ReactNode } from "react";
import { legibleText } from "./legible.ts";
import { palette } from "./palette.ts";

/** Pixels of every preview, as networks ask for them. */
export const previewSize = { width: 1200, height: 630 } as const;
const margin = 56;
export const contentWidth = previewSize.width - 2 * margin;

/** The drawing library lays out flex boxes alone. */
export const row = { display: "flex", flexDirection: "row" } as const;
export const column = { display: "flex", flexDirection: "column" } as const;

/** The site's mark, as in the header. */
function Mark() {
  const cells = [4, 12, 20];
  return (
    <svg viewBox="0 0 24 24" width="36" height="36" role="presentation">
      <circle cx="12" cy="12" r="7.5" fill={palette.mark} stroke={palette.markLine} />
      {cells.flatMap((y) =>
        cells.map((x) => (
          <circle key={`${x}-${y}`} cx={x} cy={y} r={x === 12 && y === 12 ? 2.6 : 1.7} fill={palette.ink} />
        )),
      )}
    </svg>
  );
}

interface FrameProperties {
  readonly title: string;
  /** One to three lines under it. */
  readonly words: string;
  /** At the top, beside the site's name: where the numbers are from. */
  readonly source: string;
  readonly children: ReactNode;
}

export const shortened = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;

/** Three lines. */
const mostWords = 200;

/** What frames every preview: site, title, words, and at the foot the picture itself. */
export function Frame({ title, words, source, children }: FrameProperties) {
  const titleSize = title.length > 44 ? 40 : 50;
  return (
    <div
      style={{
        ...column,
        ...{ width: "100%", height: "100%", padding: `44px ${margin}px`, fontFamily: "Geist" },
        ...{ background: palette.paper, color: palette.ink, justifyContent: "space-between" },
      }}
    >
      <div style={{ ...row, justifyContent: "space-between", alignItems: "center", fontSize: 22 }}>
        <div style={{ ...row, alignItems: "center", gap: 14, fontWeight: 600 }}>
          <Mark />
          Dense Probing Leaderboard
        </div>
        <div style={{ ...row, color: palette.inkSoft }}>{legibleText(source)}</div>
      </div>
      <div style={{ ...column, gap: 12 }}>
        <div style={{ ...row, fontSize: titleSize, fontWeight: 600, letterSpacing: -1.5, lineHeight: 1.1 }}>
          {legibleText(title)}
        </div>
        <div style={{ ...row, fontSize: 25, lineHeight: 1.4, color: palette.inkSoft }}>
          {legibleText(shortened(words, mostWords))}
        </div>
      </div>
      {children}
    </div>
  );
}
