"use strict";
// The keys belong to the console from the first moment on. textual.js makes it when the page is loaded.
window.addEventListener("load", () => {
  const give = () => {
    const keys = document.querySelector(".xterm-helper-textarea");
    if (keys === null) {
      setTimeout(give, 20);
    } else {
      keys.focus();
    }
  };
  give();
  window.addEventListener("focus", give);
  // What has ended is opened again by Enter.
  new MutationObserver(() => {
    if (document.body.classList.contains("-closed")) {
      document.querySelector(".closed a").focus();
    }
  }).observe(document.body, { attributes: true });
});
