// What only speeds up typing: the days of the chosen channel, the check digit of an ID number,
// one submission for a double click, files that are too large, the cursor at what is wrong. Every
// form works without it.
(() => {
  const intake = document.querySelector("form.intake");
  if (intake) {
    const days = [...intake.querySelectorAll(".day")];
    const show = () => {
      const chosen = intake.querySelector("input[name='channel']:checked")?.value;
      intake.querySelectorAll(".pills .form-check").forEach((label) => label.classList.toggle("on", label.querySelector("input").checked));
      days.forEach((day) => day.classList.toggle("hidden-day", !chosen || !day.dataset.channels.split(" ").includes(chosen)));
    };
    intake.addEventListener("change", show);
    show();

    const kind = intake.querySelector("[name='id_kind']");
    const number = intake.querySelector("[name='id_number']");
    if (number) {
      const said = document.createElement("span");
      said.className = "check";
      said.setAttribute("role", "status");
      number.after(said);
      const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
      const right = (text) => /^\d{17}[\dX]$/.test(text)
        && "10X98765432"[weights.reduce((sum, weight, n) => sum + weight * Number(text[n]), 0) % 11] === text[17];
      const check = () => {
        const text = number.value.trim().toUpperCase();
        const asked = text && kind.value === "resident_card";
        said.className = `check ${asked && text.length >= 18 ? (right(text) ? "ok" : "no") : ""}`;
        if (!asked) said.textContent = "";
        else if (text.length < 18) said.textContent = `还差 ${18 - text.length} 位`;
        else said.textContent = right(text) ? "● 校验通过" : "▲ 校验码不符，请核对；申请表确实如此书写的，勾选“证件号码照录”";
      };
      number.addEventListener("input", check);
      kind.addEventListener("change", check);
      check();
    }
  }

  // Of a decision on an item only what its outcome asks for is shown, and what already says something.
  const decided = () => document.querySelectorAll("select[name$='-outcome']").forEach((select) => {
    select.closest(".fields").querySelectorAll("[data-when]").forEach((field) => {
      const asked = field.dataset.when.split(" ").some((key) => select.value === key || select.value.startsWith(`${key}.`));
      const filled = [...field.querySelectorAll("input:not([type='hidden']),textarea,select")]
        .some((input) => (["checkbox", "radio"].includes(input.type) ? input.checked : input.value.trim()));
      field.classList.toggle("not-asked", !asked && !filled);
    });
  });
  document.addEventListener("change", decided);
  decided();

  // Files that are too large are named before they are sent: then nothing has to be typed again.
  const filesOf = (form) => [...form.querySelectorAll("input[type='file'][data-largest]")];
  const megabytes = (bytes) => Math.floor(Number(bytes) / 1048576);
  const tooLarge = (input) => {
    const over = [...input.files].filter((file) => file.size > Number(input.dataset.largest));
    if (over.length) return over.map((file) => `文件“${file.name}”超过${megabytes(input.dataset.largest)}MB，请拆分或者降低扫描精度后再上传。`).join("");
    const all = filesOf(input.form).flatMap((one) => [...one.files]).reduce((sum, file) => sum + file.size, 0);
    return input.files.length && all > Number(input.dataset.all) ? `一次提交的文件合计超过${megabytes(input.dataset.all)}MB，请分几次提交。` : "";
  };
  document.querySelectorAll("input[type='file'][data-largest]").forEach((input) => {
    const said = document.createElement("div");
    said.className = "err";
    said.setAttribute("aria-live", "assertive");
    input.before(said);
    input.addEventListener("change", () => filesOf(input.form).forEach((one) => { one.previousElementSibling.textContent = tooLarge(one); }));
  });

  document.querySelectorAll("form[method='post']").forEach((form) => form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    const large = filesOf(form).find(tooLarge);
    if (large) { event.preventDefault(); large.focus(); return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  }));

  document.getElementById("summary")?.focus();
  if (window.location.hash.startsWith("#step-")) {
    const step = document.querySelector(window.location.hash);
    if (step) step.open = true;
  }
})();
