import type { CSSProperties } from "react";
import type { Variant } from "#contract";
import { DataTable } from "../_table/data-table.tsx";
import { maskRadii } from "./mask-radii.ts";
import styles from "./pictures.module.css";

interface SigmasProperties {
  /** Image sides, a list a readout. */
  readonly sigmas: readonly (readonly number[])[];
  readonly label: string;
  readonly form: Variant["maskForm"];
  /** Rows and columns of the features. */
  readonly grid: readonly [number, number];
}

/** Lines of a finer grid would fill the square. */
const mostCells = 18;

/** Patches between two lines of the sketch. */
function patchesBetween(grid: readonly [number, number]): number {
  return Math.ceil(Math.max(...grid) / mostCells);
}

/** Learned widths of the locality masks, each head's as discs at scale over the square image with its grid of features. */
export function Sigmas({ sigmas, label, form, grid }: SigmasProperties) {
  const widths = sigmas.flatMap((readout, index) =>
    readout.map((sigma, head) => ({
      name: `${sigmas.length > 1 ? `Readout ${index + 1}, head` : "Head"} ${head + 1}`,
      sigma: Math.abs(sigma),
    })),
  );
  if (widths.length === 0) return null;
  const between = patchesBetween(grid);
  const [rows, columns] = grid;
  const cells = { "--rows": rows / between, "--columns": columns / between } as CSSProperties;
  return (
    <figure className={styles.sigmas}>
      <figcaption>
        How far each head looks; a line {between === 1 ? "around each patch" : `every ${between} patches`}
      </figcaption>
      <ul>
        {widths.map(({ name, sigma }) => (
          <li key={name}>
            <Discs radii={maskRadii(sigma, form)} cells={cells} />
            <span className="visually-hidden">{name}: </span>σ {sigma.toFixed(3)}
          </li>
        ))}
      </ul>
      <details>
        <summary>The widths as a table</summary>
        <DataTable
          caption={`Widths of the masks. ${label}`}
          isSmall
          rows={widths}
          keyOf={({ name }) => name}
          columns={[
            { heading: "Head", cell: ({ name }) => name },
            { heading: "σ, image sides", cell: ({ sigma }) => sigma.toFixed(4) },
          ]}
        />
      </details>
    </figure>
  );
}

/** The wider one below. */
function Discs({
  radii: [inner, outer],
  cells,
}: {
  readonly radii: readonly [number, number];
  readonly cells: CSSProperties;
}) {
  return (
    <svg viewBox="0 0 1 1" style={cells} aria-hidden="true">
      <circle cx="0.5" cy="0.5" r={outer.toFixed(4)} />
      <circle cx="0.5" cy="0.5" r={inner.toFixed(4)} />
    </svg>
  );
}
