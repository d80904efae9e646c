const signs = ["pointermove", "pointerdown", "keydown", "wheel", "scroll"] as const;

const sign = new Promise<void>((resolve) => {
  if (typeof window === "undefined") return;
  const options = { once: true, passive: true, capture: true };
  for (const one of signs) window.addEventListener(one, () => resolve(), options);
});

/** Until somebody first moves, touches, scrolls or types on the page: nothing that only answers them is loaded for others. */
export const firstSign = (): Promise<void> => sign;
