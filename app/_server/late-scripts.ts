/**
 * Replaces the marked scripts by real ones as soon as the page's first content is on screen; of a page that nobody looks
 * at, and where the browser does not tell, at once or after three seconds. Says so when all have run.
 */
const loader = `(function(){var begun;function load(){if(begun)return;begun=1;var left=0;document.querySelectorAll('script[type="late"]').forEach(function(mark){var script=document.createElement("script");script.src=mark.getAttribute("src");script.async=true;left++;script.onload=function(){if(--left===0)dispatchEvent(new Event("late-scripts"))};mark.replaceWith(script)})}if(document.hidden)load();else{setTimeout(load,3e3);try{new PerformanceObserver(function(list){if(list.getEntriesByName("first-contentful-paint").length)load()}).observe({type:"paint",buffered:true})}catch(e){load()}}})()`;

const builtScript = /<script src="(\/_next\/static\/[^"]+)"([^>]*) async=""([^>]*)><\/script>/g;
const scriptPreload = /<link rel="preload" as="script"[^>]*>/g;

/**
 * A page as Next makes it, but its scripts begin to load after its first paint: until then style, font and text have the
 * connection and the processor to themselves. Nothing is lost by it, since what is done to a page before its scripts run
 * is done afterwards (early-acts.ts). What is no whole page stays as it is, and so does Next's page of an error, which has
 * nothing to paint before its scripts.
 */
export function lateScripts(html: string): string {
  const end = html.lastIndexOf("</body>");
  if (end === -1 || html.search(builtScript) === -1 || html.includes('id="__next_error__"')) return html;
  const marked = (part: string) =>
    part
      .replace(scriptPreload, "")
      .replace(builtScript, '<script type="late" src="$1"$2 async=""$3></script>');
  return `${marked(html.slice(0, end))}<script>${loader}</script>${marked(html.slice(end))}`;
}
