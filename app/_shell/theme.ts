export const themeStorageKey = "theme";

/**
 * Runs in the head before first paint: a stored theme wins over the system's preference, and a view in the URL hides
 * the default rows until the page's script has put them in its order. Where that never comes, they show two seconds after
 * all scripts have arrived, or after eight at most.
 */
export const themeScript = `try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}if(location.search){var v=document.documentElement.dataset;v.view="pending";var s=function(){delete v.view};setTimeout(s,8e3);addEventListener("late-scripts",function(){setTimeout(s,2e3)})}`;

export type Theme = "light" | "dark";

/** The theme on screen now. */
export function shownTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function storeTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(themeStorageKey, theme);
  } catch {
    // Storage can be closed (private windows): the choice then lasts for this page.
  }
}
