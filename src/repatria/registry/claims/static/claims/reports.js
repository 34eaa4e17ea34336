"use strict";
// In the list of proposals one key does what one button does, while the focus is on a proposal: c confirms, x rejects, e corrects,
// j and k go on and back. Everything works without it, by the buttons themselves.
(() => {
  const all = () => [...document.querySelectorAll(".proposals > li[tabindex]")];
  const go = (from, by) => {
    const rows = all();
    const next = rows[rows.indexOf(from) + by];
    if (next) next.focus();
  };
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".proposals > li[tabindex]");
    if (!row || event.target !== row || event.ctrlKey || event.altKey || event.metaKey) return;
    const press = (what) => row.querySelector(`[data-key="${what}"]`)?.click();
    const does = { j: () => go(row, 1), k: () => go(row, -1), c: () => press("c"), x: () => press("x"), e: () => press("e") };
    if (does[event.key]) {
      event.preventDefault();
      does[event.key]();
    }
  });
  // After a decision the next one that waits takes the focus, once the browser has gone to the one that was decided.
  const at = document.querySelector(/^#p\d+$/.test(location.hash) ? location.hash : ".none");
  const after = (row) => row.dataset.open === "yes" && at.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (at) window.addEventListener("load", () => setTimeout(() => (all().find(after) || at).focus(), 0));
})();
