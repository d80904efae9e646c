import Link from "next/link";
import styles from "./pictures.module.css";

interface Choice {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

/** A row of links of which one is here; works without scripts and keeps the choice in the address. */
export function Choices({ label, choices }: { label: string; choices: readonly Choice[] }) {
  if (choices.length < 2) return null;
  return (
    <nav aria-label={label} className={styles.choices}>
      <span>{label}</span>
      <ul>
        {choices.map(({ href, label: text, current }) => (
          <li key={href}>
            <Link href={href} prefetch={false} aria-current={current ? "page" : undefined}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
