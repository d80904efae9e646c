/**
 * A view in the URL hides the default rows until the page's script shows those of the view, which for a long board it has to
 * await. Where that never comes, they show two seconds after the page with its scripts has loaded, or after
 * eight at most. Sent as text, to run in the head: nothing
 * outside of it can be named in it.
 */
function hideDefaultRows(): void {
  if (!location.search) return;
  const { dataset } = document.documentElement;
  dataset.view = "pending";
  const showUnlessAwaited = () => {
    if (dataset.viewAwaited === undefined) delete dataset.view;
  };
  addEventListener("load", () => setTimeout(showUnlessAwaited, 2_000));
  setTimeout(() => delete dataset.view, 8_000);
}

export const pendingViewScript = `(${hideDefaultRows})()`;
