import { type RefObject, startTransition, useEffect, useRef, useState } from "react";
import { untilItComes } from "../_parts/until-it-comes.ts";

/**
 * What is loaded once an element comes near the screen; null until it is there.
 *
 * @param load the same function at each call; null: nothing is
 */
export function useWhenNear<Loaded>(
  load: (() => Promise<Loaded>) | null,
): [RefObject<HTMLDivElement | null>, Loaded | null] {
  const frame = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element || !load) return;
    const observer = new IntersectionObserver(
      async (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        const came = await untilItComes(load);
        startTransition(() => setLoaded(() => came));
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [load]);
  return [frame, loaded];
}
