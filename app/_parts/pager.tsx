import styles from "./pager.module.css";

interface PagerProperties {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly turn: (page: number) => void;
  /** Where every row is, for those without scripts. */
  readonly children?: string;
}

/** The way to the other pages of a long table; nothing where there is only one. */
export function Pager({ page, pages, turn, children }: PagerProperties) {
  if (pages === 1) return null;
  return (
    <nav className={`${styles.pager} no-print`} aria-label="Pages of the table">
      <button type="button" className="needs-script" disabled={page === 1} onClick={() => turn(page - 1)}>
        Previous
      </button>
      <span aria-live="polite">
        Page {page} of {pages}
      </span>
      <button type="button" className="needs-script" disabled={page === pages} onClick={() => turn(page + 1)}>
        Next
      </button>
      <noscript>The other pages need JavaScript. {children}</noscript>
    </nav>
  );
}
