// What only speeds up drafting: a common phrase at the cursor, the phrases of the outcome chosen,
// the questions going on as they are answered. Every word can be typed without it.
(() => {
  const form = document.getElementById("draft");
  if (!form) return;
  const WRITES = "textarea, input[type='text']";
  let last = null;
  form.addEventListener("focusin", (event) => { if (event.target.matches(WRITES)) last = event.target; });

  const place = (field) => {
    const own = [...form.querySelectorAll(WRITES)].filter((one) => one.name.endsWith(`-${field}`));
    return own.includes(last) ? last : own.find((one) => !one.value.trim()) || own[0] || last;
  };
  const put = (target, text) => {
    const at = target === last ? target.selectionEnd : target.value.length;
    target.value = target.value.slice(0, at) + text + target.value.slice(at);
    const details = target.closest("details");
    if (details) details.open = true;
    target.closest(".f")?.classList.remove("not-asked");
    target.focus();
    const blank = text.indexOf("【待填：");
    const end = blank < 0 ? -1 : text.indexOf("】", blank);
    if (blank >= 0) target.setSelectionRange(at + blank, at + end + 1);
    else target.setSelectionRange(at + text.length, at + text.length);
    target.dispatchEvent(new Event("input", { bubbles: true }));
  };
  form.querySelectorAll("button.phrase").forEach((button) => button.addEventListener("click", () => {
    const target = place(button.dataset.field);
    if (target) put(target, button.textContent);
  }));

  const groups = [...form.querySelectorAll(".of-outcome")];
  const fitting = () => {
    const chosen = [...form.querySelectorAll("select[name$='-outcome']")].map((one) => one.value).filter(Boolean);
    groups.forEach((group) => { group.hidden = chosen.length > 0 && !chosen.includes(group.dataset.outcome); });
  };
  form.addEventListener("change", fitting);
  fitting();
})();
