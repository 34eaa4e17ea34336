"use strict";
// The only script of our own. Every page works without it; it moves the focus, says refusals aloud and stops a second press.
(() => {
  // A part that was exchanged takes the focus where it says so, so that a keyboard stays where the work is.
  document.addEventListener("htmx:afterSwap", (event) => {
    const part = event.detail.elt;
    const next = part.matches?.("[data-focus]") ? part : part.querySelector?.("[data-focus]");
    if (next) next.focus();
  });

  // A refusal of a live part stands at the head of the page; what was typed stays where it is.
  const refused = document.getElementById("refused");
  const refuse = (words) => {
    if (words) refused.textContent = words;
    refused.focus();
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!refused) return;
    if (event.detail.successful) refused.replaceChildren();
    else if (!event.detail.xhr?.status) refuse(refused.dataset.unreachable);
    else setTimeout(() => refuse(refused.textContent.trim() ? "" : refused.dataset.refused), 60);
  });

  // A form is sent once; going back to the page makes it ready again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method")?.toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), 8000); // an answer may be a file, which leaves the page as it is
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  });

  // What is wider than the screen scrolls in a frame of its own; that frame takes the focus, so that arrow keys move it.
  const frames = () => {
    document.querySelectorAll(".table, .figure").forEach((frame) => {
      if (frame.scrollWidth <= frame.clientWidth) {
        if (frame.dataset.wide) ["tabindex", "role", "aria-label", "data-wide"].forEach((name) => frame.removeAttribute(name));
        return;
      }
      const name = frame.querySelector("caption") || frame.closest("section")?.querySelector("h2, h3") || document.querySelector("h1");
      frame.dataset.wide = "yes";
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      if (name) frame.setAttribute("aria-label", name.textContent.trim());
    });
  };
  frames();
  window.addEventListener("resize", frames);
  document.addEventListener("htmx:afterSettle", frames);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
