/**
 * A view in the URL hides the default rows until the page's script has put them in its order. Where that never comes, they
 * show two seconds after all scripts have arrived, or after eight at most. Sent as text, to run in the head: nothing
 * outside of it can be named in it.
 */
function hideDefaultRows(): void {
  if (!location.search) return;
  const { dataset } = document.documentElement;
  const show = () => delete dataset.view;
  dataset.view = "pending";
  setTimeout(show, 8_000);
  addEventListener("late-scripts", () => setTimeout(show, 2_000));
}

export const pendingViewScript = `(${hideDefaultRows})()`;
