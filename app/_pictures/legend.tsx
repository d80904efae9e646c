import { type ArtefactIndex, type Colours, perceptualRamp, type TaskId, vocPalette } from "#contract";
import { classAsWords } from "#db/derive/class-names.ts";
import styles from "./pictures.module.css";

type Ramp = Extract<Colours, { readonly kind: "ramp" }>;

/** What the colours of truth and predictions mean, over all images of an index; classes stand with their image. */
export function ColourLegend({ colours }: { colours: Colours }) {
  switch (colours.kind) {
    case "ramp":
      return <RampLegend ramp={colours} />;
    case "components":
      return (
        <p className={styles.legendWords}>
          Predictions show three principal components of the embedding as red, green and blue, the truth a
          colour an instance: which colour says nothing.
        </p>
      );
    case "palette":
      return null;
  }
}

/** Steps of the ramp that its bar is drawn by: between neighbours the eye sees no edge. */
const drawnSteps = 17;

const hex = (colours: Uint8Array, index: number) =>
  `#${[0, 1, 2].map((channel) => (colours[3 * index + channel] ?? 0).toString(16).padStart(2, "0")).join("")}`;

function rampGradient(): string {
  const ramp = perceptualRamp();
  const last = ramp.length / 3 - 1;
  const stops = Array.from({ length: drawnSteps }, (_, step) =>
    hex(ramp, Math.round((step / (drawnSteps - 1)) * last)),
  );
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function RampLegend({ ramp: { quantity, low, high } }: { ramp: Ramp }) {
  const ends = [low, (low + high) / 2, high];
  const text = (value: number) => (quantity === "depth" ? `${value.toFixed(1)} m` : Number(value.toFixed(2)));
  return (
    <div className={styles.ramp}>
      <span>{quantity === "depth" ? "Depth" : "Probability"}</span>
      <div>
        <i style={{ background: rampGradient() }} aria-hidden="true" />
        <span>
          {ends.map((value) => (
            <b key={value}>{text(value)}</b>
          ))}
        </span>
      </div>
      {quantity === "depth" && <span>Black: no depth known.</span>}
    </div>
  );
}

type Classes = NonNullable<ArtefactIndex["images"][number]["classes"]>;

/** Classes with less of a picture come behind these. */
const mostClasses = 16;

interface ClassesProperties {
  readonly task: TaskId;
  /** A list a backbone, empty where its index has none. */
  readonly classes: readonly Classes[];
  /** Is the truth among the pictures? Of some pixels it says nothing. */
  readonly hasTruth: boolean;
}

/** What the palette has for pixels without a label. */
const noLabel = 255;

/** The classes in one image's pictures, the largest first, with their colours. */
export function ClassLegend({ task, classes, hasTruth }: ClassesProperties) {
  const palette = vocPalette();
  const distinct = [...new Map(classes.flat().map((one) => [one.index, one])).values()];
  if (distinct.length === 0) return null;
  const rest = distinct.length - mostClasses;
  return (
    <ul className={styles.classes} aria-label="Classes in these pictures">
      {distinct.slice(0, mostClasses).map(({ index, name }) => (
        <li key={index}>
          <i style={{ background: hex(palette, index) }} aria-hidden="true" />
          {classAsWords(task, name)}
        </li>
      ))}
      {hasTruth && (
        <li>
          <i style={{ background: hex(palette, noLabel) }} aria-hidden="true" />
          no label
        </li>
      )}
      {rest > 0 && <li>and {rest} more</li>}
    </ul>
  );
}
