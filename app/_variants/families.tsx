import type { ReadoutFamily } from "#db/derive/variants/readout-sizes.ts";
import { type Shape, shapePaths } from "../_charts/shape-path.tsx";
import styles from "./variants.module.css";

interface Family {
  readonly id: ReadoutFamily;
  readonly label: string;
  readonly shape: Shape;
}

/** The readouts of Fig. 6 as series: a shape each, and a colour in variants.module.css. */
export const families: readonly Family[] = [
  { id: "attentive", label: "Dense attentive probing", shape: "circle" },
  { id: "bicubic", label: "Bicubic interpolation", shape: "square" },
  { id: "transposed-convolution", label: "Transposed convolution", shape: "triangle" },
  { id: "linear-featup", label: "Linear on FeatUp", shape: "cross" },
];

export function familyPath(id: ReadoutFamily): string {
  const found = families.find((family) => family.id === id);
  if (!found) throw new Error(`no family ${id}`);
  return shapePaths[found.shape];
}

/** For the legend; decoration beside a word. */
export function FamilyMark({ family }: { family: ReadoutFamily }) {
  return (
    <svg
      viewBox="-7 -7 14 14"
      width="12"
      height="12"
      aria-hidden="true"
      className={styles.series}
      data-family={family}
    >
      <path d={familyPath(family)} />
    </svg>
  );
}
