"use client";

import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useDrawnSearch } from "./in-view.tsx";

const changed = "url-state";

function subscribe(notify: () => void): () => void {
  addEventListener("popstate", notify);
  addEventListener(changed, notify);
  // Also hears the router's own navigations to the same page, where the browser has the Navigation API.
  const navigation = "navigation" in globalThis ? (globalThis.navigation as EventTarget) : null;
  navigation?.addEventListener("currententrychange", notify);
  return () => {
    removeEventListener("popstate", notify);
    removeEventListener(changed, notify);
    navigation?.removeEventListener("currententrychange", notify);
  };
}

/**
 * View state that lives in the URL and nowhere else. The server draws the view that `InView` names; `push` makes a step
 * that Back undoes, `replace` does not.
 * `parse` and `serialise` must be stable functions.
 */
export function useUrlState<View>(
  parse: (parameters: URLSearchParams) => View,
  serialise: (view: View) => URLSearchParams,
): [view: View, show: (view: View, step: "push" | "replace") => void] {
  const drawn = useDrawnSearch();
  const search = useSyncExternalStore(
    subscribe,
    () => location.search,
    () => drawn,
  );
  const view = useMemo(() => parse(new URLSearchParams(search)), [parse, search]);
  const show = useCallback(
    (next: View, step: "push" | "replace") => {
      const query = serialise(next).toString();
      const url = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
      if (step === "push") history.pushState(null, "", url);
      else history.replaceState(null, "", url);
      dispatchEvent(new Event(changed));
    },
    [serialise],
  );
  return [view, show];
}
