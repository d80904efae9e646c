const signs = ["pointermove", "pointerdown", "keydown", "wheel", "scroll"] as const;

const sign = new Promise<void>((resolve) => {
  if (typeof window === "undefined") return;
  // On a slow line or machine somebody may have been quicker than the scripts.
  if (navigator.userActivation?.hasBeenActive || window.scrollY > 0) resolve();
  const options = { once: true, passive: true, capture: true };
  for (const one of signs) window.addEventListener(one, () => resolve(), options);
});

/** Until somebody first moves, touches, scrolls or types on the page: nothing that only answers them is loaded for others. */
export const firstSign = (): Promise<void> => sign;
