/**
 * Puts a stored theme before the system's preference, and listens to the theme's button. It runs in the head, before the
 * first paint, so the button answers at once however late the page's scripts are; a second call does nothing. Storage can be
 * closed (private windows): a choice then lasts for its page.
 *
 * Sent as text: nothing outside of it can be named in it.
 */
export function startTheme(): void {
  const { dataset } = document.documentElement;
  if (dataset.themed) return;
  dataset.themed = "";
  try {
    const stored = localStorage.getItem("theme");
    if (stored === "light" || stored === "dark") dataset.theme = stored;
  } catch {}
  addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element && event.target.closest("[data-theme-switch]"))) return;
      const systems = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      dataset.theme = (dataset.theme ?? systems) === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("theme", dataset.theme);
      } catch {}
    },
    true,
  );
}

export const themeScript = `(${startTheme})()`;
