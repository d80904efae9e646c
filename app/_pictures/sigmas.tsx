import { DataTable } from "../_table/data-table.tsx";
import styles from "./pictures.module.css";

/** Learned widths of the locality masks: each head's as a disc of that radius in the image's square; numbers below. */
export function Sigmas({ sigmas, label }: { sigmas: readonly (readonly number[])[]; label: string }) {
  const widths = sigmas.flatMap((readout, index) =>
    readout.map((sigma, head) => ({
      name: `${sigmas.length > 1 ? `Readout ${index + 1}, head` : "Head"} ${head + 1}`,
      sigma: Math.abs(sigma),
    })),
  );
  if (widths.length === 0) return null;
  return (
    <figure className={styles.sigmas}>
      <figcaption>How far each head looks: a disc of radius σ in the square image. {label}</figcaption>
      <div>
        {widths.map(({ name, sigma }) => (
          <svg key={name} viewBox="0 0 1 1" width="40" height="40" aria-hidden="true">
            <rect width="1" height="1" />
            <circle cx="0.5" cy="0.5" r={sigma.toFixed(4)} />
          </svg>
        ))}
      </div>
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
