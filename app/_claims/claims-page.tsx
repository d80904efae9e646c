import type { Claim } from "#db/derive/claims/claim.ts";
import type { ClaimsReport } from "#db/derive/claims/claims-report.ts";
import styles from "./claims.module.css";
import { SizeCorrelations } from "./size-correlations.tsx";

const verdicts = {
  reproduced: "●",
  "partly reproduced": "◐",
  "not reproduced": "○",
  "not checkable": "?",
} as const;

export function ClaimsPage({ report }: { report: ClaimsReport }) {
  const counts = (Object.keys(verdicts) as (keyof typeof verdicts)[])
    .map((verdict) => ({ verdict, count: report.claims.filter((claim) => claim.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
  return (
    <>
      <h1>Do the printed numbers say what the text says?</h1>
      <p className={styles.lead}>
        Each statement of the paper, checked against the numbers in its own tables; nothing here is measured
        anew. A statement that does not follow may still be true of numbers that were not printed.
      </p>
      <p className={styles.lead}>{counts.map(({ verdict, count }) => `${count} ${verdict}`).join(", ")}.</p>
      <ol className={styles.claims}>
        {report.claims.map((claim) => (
          <ClaimItem key={claim.id} claim={claim} />
        ))}
      </ol>
      <SizeCorrelations report={report} />
    </>
  );
}

function ClaimItem({ claim }: { claim: Claim }) {
  return (
    <li id={claim.id}>
      <p className={styles.verdict} data-verdict={claim.verdict}>
        <span aria-hidden="true">{verdicts[claim.verdict]}</span> {claim.verdict}
        <small>Section {claim.section}</small>
      </p>
      <h2>{claim.statement}</h2>
      <ul>
        {claim.checks.map((check) => (
          <li key={check.label}>
            <strong>{check.holds ? "Yes" : "No"}.</strong> {check.label}: {check.found}
          </li>
        ))}
      </ul>
      {claim.comment && <p>{claim.comment}</p>}
    </li>
  );
}
