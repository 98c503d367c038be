// What only speeds up reviewing: Y, R and J for the links that stand there anyway, digits for the
// phrases, a phrase put in at once instead of by a posted form. Everything works without it.
(() => {
  const say = (text) => (window.words && window.words[text]) || text;
  const open = (drawer) => {
    if (!drawer) return;
    if (drawer.tagName === "DETAILS") drawer.open = true;
    const first = drawer.querySelector(".phrases") || drawer.querySelector("textarea,select,input:not([type='hidden'])") || drawer;
    first.focus({ preventScroll: true });
    drawer.scrollIntoView({ block: "start" });
  };
  document.querySelectorAll(".actbar a[href^='#']").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    open(document.querySelector(link.getAttribute("href")));
  }));

  const put = (button) => {
    const area = button.form.elements[button.closest("[data-into]").dataset.into];
    const before = area.value.replace(/\s+$/, "");
    area.value = (before ? `${before}\n` : "") + button.dataset.phrase;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    const said = button.closest(".phrases").querySelector("[role='status']");
    said.textContent = `${say("已填入常用语")} ${button.value}`;
  };
  document.querySelectorAll(".phrases").forEach((group) => {
    const said = document.createElement("span");
    said.className = "hint";
    said.setAttribute("role", "status");
    group.append(said);
  });
  document.querySelectorAll("[data-phrase]").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    put(button);
  }));

  // Leaving with something typed and not sent is asked about once.
  let typed = false;
  document.querySelectorAll("form.stepform").forEach((form) => {
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", (event) => { if (event.submitter?.formTarget !== "_blank") typed = false; });
  });
  window.addEventListener("beforeunload", (event) => { if (typed) { event.preventDefault(); event.returnValue = ""; } });

  if (document.body.dataset.keys === "off" || !window.tinykeys) return;
  const free = (act) => (event) => {
    if (event.isComposing || event.target.matches("input,select,textarea,[contenteditable]")) return;
    if (act(event)) event.preventDefault();
  };
  const press = (key) => free(() => {
    const link = document.querySelector(`[data-act='${key}']`);
    if (link) link.click();
    return link;
  });
  const digits = {};
  for (let n = 1; n <= 9; n += 1) {
    digits[String(n)] = free(() => {
      const button = document.querySelector(`details.step[open] [data-phrase][value='${n}']`);
      if (button) put(button);
      return button;
    });
  }
  const listed = document.querySelector("tr[data-href]") !== null;
  window.tinykeys.tinykeys(window, {
    y: press("y"),
    r: press("r"),
    ...(listed ? {} : { j: press("j") }),
    l: free(() => { const paper = document.getElementById("paper"); if (paper) paper.focus(); return paper; }),
    ...digits,
  });
})();
