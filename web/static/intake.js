// What only speeds up taking in an application: the days of the chosen channel, digit keys for it,
// Enter from field to field, check digits, the kind guessed from the name. The form works without.
(() => {
  document.querySelector(".taken [data-first], .taken .step.primary .btn-primary")?.focus();
  const say = (text, ...values) => values.reduce(
    (said, value, n) => said.replace(`{${n}}`, value), (window.words && window.words[text]) || text);
  const form = document.getElementById("intake");
  if (!form) return;
  form.classList.add("live");
  const radios = [...form.querySelectorAll("input[name='channel']")];
  const chosen = () => radios.find((radio) => radio.checked)?.value;

  const days = [...form.querySelectorAll(".day")];
  const show = () => {
    radios.forEach((radio) => radio.closest(".form-check").classList.toggle("on", radio.checked));
    days.forEach((day) => day.classList.toggle("hidden-day", !chosen() || !day.dataset.channels.split(" ").includes(chosen())));
    const first = days.find((day) => !day.classList.contains("hidden-day") && day.querySelector("input[type='date']"))?.querySelector("input");
    if (first && !first.value) first.value = form.dataset.today;
  };
  form.addEventListener("change", (event) => { if (event.target.name === "channel") show(); });
  show();

  // Numbers with a check digit: GB 11643-1999 and GB 32100-2015.
  const kind = form.querySelector("[name='id_kind']");
  const number = form.querySelector("[name='id_number']");
  const written = form.querySelector(".as-written");
  const said = document.createElement("span");
  said.className = "check";
  said.setAttribute("role", "status");
  number.after(said);
  const sum = (text, weights, value) => weights.reduce((all, weight, n) => all + weight * value(text[n]), 0);
  const card = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const code = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
  const checks = {
    resident_card: (text) => /^\d{17}[\dX]$/.test(text) && "10X98765432"[sum(text, card, Number) % 11] === text[17],
    credit_code: (text) => new RegExp(`^[${letters}]{18}$`).test(text)
      && letters[(31 - (sum(text, code, (one) => letters.indexOf(one)) % 31)) % 31] === text[17],
  };
  const typedNumber = () => number.value.normalize("NFKC").replace(/ /g, "").toUpperCase();
  const check = () => {
    const text = typedNumber();
    if (!kind.value || kind.dataset.guessed) {
      const found = Object.keys(checks).find((one) => text.length === 18 && checks[one](text)) || "";
      if (found || kind.dataset.guessed) { kind.value = found; kind.dataset.guessed = found ? "yes" : ""; }
    }
    const asked = text && checks[kind.value];
    const right = asked && text.length === 18 && checks[kind.value](text);
    said.className = `check ${asked && text.length >= 18 ? (right ? "ok" : "no") : ""}`;
    if (!asked) said.textContent = "";
    else if (text.length < 18) said.textContent = say("还差 {0} 位", 18 - text.length);
    else said.textContent = right ? (kind.dataset.guessed ? say("● 校验通过，按{0}核对", kind.selectedOptions[0].text) : say("● 校验通过"))
      : say("▲ 校验码不符，请核对；申请表确实如此书写的，勾选“证件号码照录”");
    const doubtful = asked && !right && text.length >= 15;
    written.classList.toggle("not-asked", !doubtful && !written.querySelector("input").checked && !written.querySelector(".err"));
  };
  number.addEventListener("input", check);
  kind.addEventListener("change", () => { kind.dataset.guessed = ""; check(); });
  check();

  // The kind of applicant, guessed from the name until somebody chooses.
  const applicant = form.querySelector("[name='applicant_kind']");
  const guess = () => {
    const note = document.getElementById("kind-guess");
    if (!applicant.value || applicant.dataset.guessed) {
      applicant.value = note.dataset.guess;
      applicant.dataset.guessed = note.dataset.guess ? "yes" : "";
    }
    if (applicant.dataset.guessed) note.textContent = say("按名称推测为“{0}”，请核对", applicant.selectedOptions[0].text);
  };
  applicant.addEventListener("change", () => { applicant.dataset.guessed = ""; });
  document.addEventListener("htmx:oobAfterSwap", (event) => { if (event.detail.target.id === "kind-guess") guess(); });
  guess();

  // Enter goes to the next field; a digit chooses the channel while one of them has the focus.
  const stops = () => [...form.querySelectorAll("input, select, textarea")].filter((one) => {
    if (one.type === "hidden" || one.type === "file" || one.type === "checkbox" || !one.offsetParent || one.closest("details:not([open])")) return false;
    if (one.type !== "radio") return true;
    const group = [...form.querySelectorAll(`input[name='${one.name}']`)];
    return one === (group.find((radio) => radio.checked) || group[0]);
  });
  const next = (from) => {
    const all = stops();
    const place = all.indexOf(from);
    const to = all[place + 1];
    if (to) {
      to.focus({ preventScroll: true });
      const box = to.getBoundingClientRect();
      const room = window.innerHeight - 220;  // the buttons, the keys, and what unfolds below a field
      if (box.top < 80 || box.bottom > room) window.scrollBy(0, box.top - window.innerHeight * 0.4);
    } else form.querySelector(".buttons .btn-primary").focus();
  };
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const at = event.target;
    if (event.key === "Enter" && event.ctrlKey && event.shiftKey) {
      event.preventDefault();
      form.querySelector("[data-next]").click();
    } else if (event.key === "Enter" && event.ctrlKey && document.body.dataset.keys === "off") {
      event.preventDefault();  // otherwise the keys of all pages do this
      form.querySelector(".buttons .btn-primary").click();
    } else if (event.key === "Enter" && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey && at.matches("input:not([type='file']),select")) {
      event.preventDefault();
      next(at);
    } else if (at.name === "channel" && /^[1-8]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey && radios[event.key - 1]) {
      event.preventDefault();
      radios[event.key - 1].click();
      radios[event.key - 1].focus();
    } else if (event.key === "ArrowDown" && at.name === "applicant_name") {
      const known = form.querySelector(".known button");
      if (known) { event.preventDefault(); known.focus(); }
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && at.closest(".known")) {
      event.preventDefault();
      const all = [...form.querySelectorAll(".known button")];
      (all[all.indexOf(at) + (event.key === "ArrowDown" ? 1 : -1)] || form.querySelector("[name='applicant_name']")).focus();
    }
  });
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.target.matches("input,select,textarea")) return;
    if (!typed || window.confirm(say("填写的内容还没有保存，确定离开吗？"))) window.location.assign(form.querySelector(".back").href);
  });

  if (!document.getElementById("summary")) {
    const start = document.getElementById(form.dataset.focus) || form.querySelector("[autofocus]")
      || radios.find((radio) => radio.checked) || radios[0];
    start.focus();
  }
})();
