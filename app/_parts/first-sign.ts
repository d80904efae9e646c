import { use } from "react";

const signs =
  "pointermove pointerdown touchstart wheel scroll keydown focusin input change click popstate".split(" ");

let seen = false;
let told: () => void = () => undefined;
const sign = new Promise<void>((resolve) => {
  told = resolve;
});

function see(): void {
  seen = true;
  for (const name of signs) removeEventListener(name, see, true);
  told();
}

/** A page that was asked for with a view has to show it; a scrolled, focused or clicked one has its visitor already. */
const isAwaited = () =>
  location.search !== "" ||
  scrollY > 0 ||
  navigator.userActivation?.hasBeenActive ||
  document.activeElement !== document.body;

if (typeof window !== "undefined") {
  if (isAwaited()) see();
  // Before React hears of it, so that the click which is the first sign finds its button alive.
  else for (const name of signs) addEventListener(name, see, { capture: true, passive: true });
}

/**
 * Waits until the visitor first moves, touches, scrolls or types. Within an Activity a component that calls it stays the
 * server's document until then: a page that is only read costs a phone no more than reading.
 */
export function useFirstSign(): void {
  if (typeof window === "undefined" || seen) return;
  use(sign);
}
