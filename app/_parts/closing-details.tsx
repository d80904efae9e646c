"use client";

import { type ComponentProps, useEffect, useRef } from "react";

/** `details` whose content lies over the page: it closes by Escape, which gives the focus back, and by pressing elsewhere. */
export function ClosingDetails(properties: ComponentProps<"details">) {
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const press = ({ target }: Event) => {
      const details = place.current;
      if (details && target instanceof Node && !details.contains(target)) details.open = false;
    };
    const leave = ({ key }: KeyboardEvent) => {
      const details = place.current;
      if (key !== "Escape" || !details?.open) return;
      details.open = false;
      details.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("keydown", leave);
    };
  }, []);
  return <details ref={place} {...properties} />;
}
