"use client";

import { type ReactNode, Suspense, startTransition, useEffect, useRef, useState } from "react";
import styles from "./charts.module.css";

interface WhenSeenProperties {
  readonly size: "curve";
  /** The drawing of the server, which stays without scripts, on paper that nobody scrolled to, and until the child is there. */
  readonly drawn: ReactNode;
  readonly children: ReactNode;
}

/** Puts its child in place of the server's drawing once it comes near the screen. The height is the stylesheet's with either. */
export function WhenSeen({ size, drawn, children }: WhenSeenProperties) {
  const frame = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) startTransition(() => setSeen(true));
      },
      { rootMargin: "200px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={frame} className={styles.frame} data-size={size}>
      {seen ? <Suspense fallback={drawn}>{children}</Suspense> : drawn}
    </div>
  );
}
