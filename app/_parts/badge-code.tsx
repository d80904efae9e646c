import { unknownOrigin } from "../api/_http/origin.ts";
import { Command } from "./program.tsx";

interface BadgeProperties {
  /** Of the backbone. */
  readonly id: string;
  /** Address of the site; undefined: unknown, and a word stands for it. */
  readonly origin: string | undefined;
}

/** A backbone's badge, and what shows it elsewhere with a link to its page. */
export function BadgeCode({ id, origin = unknownOrigin }: BadgeProperties) {
  const [badge, page] = [`${origin}/badge/${id}.svg`, `${origin}/backbones/${id}`];
  return (
    <>
      <p>
        {/* biome-ignore lint/performance/noImgElement: an SVG of this site, in its own size */}
        <img src={`/badge/${id}.svg`} alt={`Badge of ${id}`} height="20" loading="lazy" />
      </p>
      <Command text={`[![Dense Probing](${badge})](${page})`} what="the badge’s Markdown" />
      <Command
        text={`<a href="${page}"><img src="${badge}" alt="Dense Probing" height="20"></a>`}
        what="the badge’s HTML"
      />
    </>
  );
}
