import styles from "./shell.module.css";

/** Has no handler and no state: `startTheme` hears it, and the server cannot know the theme. */
export function ThemeToggle() {
  return (
    <button type="button" className={`${styles.theme} needs-script`} data-theme-switch="">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
      </svg>
      <span className="visually-hidden">Switch between light and dark theme</span>
    </button>
  );
}
