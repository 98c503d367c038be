// What only speeds up typing: one submission for a double click, files that are too large, the
// cursor at what is wrong. Every form works without it.
(() => {
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
