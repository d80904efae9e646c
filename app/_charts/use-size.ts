import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "./plot-geometry.ts";

/** An element's size in whole pixels, kept up to date; null before it was measured, as on the server. */
export function useSize(element: RefObject<Element | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    const measure = () => {
      const { width, height } = measured.getBoundingClientRect();
      const next = { width: Math.round(width), height: Math.round(height) };
      setSize((last) => (last?.width === next.width && last.height === next.height ? last : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
