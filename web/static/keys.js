// Single keys speed up what links and buttons do as well; they rest while a field has the focus
// or an input method is composing (WCAG 2.1.4), and can be switched off under 快捷键.
(() => {
  const rows = [...document.querySelectorAll("tr[data-href]")];
  const withPreview = document.getElementById("pane") !== null;
  let at = Math.max(0, rows.findIndex((row) => row.classList.contains("on")));

  const pick = (place) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, place));
    rows.forEach((row, n) => {
      row.classList.toggle("on", n === at);
      row.toggleAttribute("aria-selected", n === at);
    });
    rows[at].focus();
    if (withPreview && window.htmx) window.htmx.trigger(rows[at], "pick");
  };
  const go = (address) => { if (address) window.location.assign(address); };

  rows.forEach((row, n) => {
    row.addEventListener("click", (event) => { if (!event.target.closest("a,button,input")) { if (withPreview) pick(n); else go(row.dataset.href); } });
    row.addEventListener("dblclick", () => go(row.dataset.href));
    row.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === row) go(row.dataset.href); });
  });

  if (document.body.dataset.keys === "off" || !window.tinykeys) return;
  const free = (act) => (event) => {
    if (event.isComposing || event.target.matches("input,select,textarea,[contenteditable]")) return;
    event.preventDefault();
    act();
  };
  const link = (selector) => () => document.querySelector(selector)?.click();
  window.tinykeys.tinykeys(window, {
    j: free(() => pick(at + 1)),
    k: free(() => pick(at - 1)),
    n: free(link("[data-key='n']")),
    u: free(() => go("/inbox")),
    "/": free(() => document.getElementById("q")?.focus()),
    "Shift+?": free(() => go("/shortcuts")),
    "g i": free(() => go("/inbox")),
    "g a": free(() => go("/archive")),
    "g r": free(() => go("/register")),
    Escape: (event) => { if (event.target.matches("input,select,textarea")) event.target.blur(); },
    "$mod+Enter": (event) => {
      const form = event.target.closest("form.stepform");
      if (form) { event.preventDefault(); form.querySelector(".buttons .btn-primary").click(); }
    },
  });
})();
