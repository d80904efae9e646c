import { type ReactNode, Suspense, useCallback, useState } from "react";

/** Inside of `details`: what is drawn, and loaded, once they are opened, which may be before scripts run. */
export function WhenOpened({ children }: { children: ReactNode }) {
  const [wasOpened, setWasOpened] = useState(false);
  const watch = useCallback((place: HTMLElement | null) => {
    const details = place?.closest("details");
    const look = () => details?.open && setWasOpened(true);
    look();
    details?.addEventListener("toggle", look);
    return () => details?.removeEventListener("toggle", look);
  }, []);
  return <div ref={watch}>{wasOpened && <Suspense fallback="…">{children}</Suspense>}</div>;
}
