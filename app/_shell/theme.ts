const storageKey = "theme";

/** Names the button that `themeScript` listens to. */
export const themeSwitch = "data-theme-switch";

/**
 * Runs in the head before first paint: a stored theme wins over the system's preference, and a view in the URL hides
 * the default rows until the page's script has put them in its order. Where that never comes, they show two seconds after
 * all scripts have arrived, or after eight at most.
 *
 * The theme's button is its own as well, so that it answers at once however late the page's scripts are. Storage can be
 * closed (private windows): a choice then lasts for its page.
 */
export const themeScript = `(function(d){try{var t=localStorage.getItem("${storageKey}");if(t==="light"||t==="dark")d.theme=t}catch(e){}
addEventListener("click",function(e){if(!e.target.closest||!e.target.closest("[${themeSwitch}]"))return;e.preventDefault();d.theme=(d.theme||(matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light"))==="dark"?"light":"dark";try{localStorage.setItem("${storageKey}",d.theme)}catch(e){}},true);
if(location.search){d.view="pending";var s=function(){delete d.view};setTimeout(s,8e3);addEventListener("late-scripts",function(){setTimeout(s,2e3)})}})(document.documentElement.dataset)`;
