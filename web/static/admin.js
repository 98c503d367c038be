// Narrows a list while a word is typed into its search, and opens what the address points at; the
// search works without it as well.
(() => {
  document.querySelectorAll("input[data-narrows]").forEach((input) => {
    const rows = [...document.querySelectorAll(input.dataset.narrows)];
    const groups = [...document.querySelectorAll(".group")];
    input.addEventListener("input", (event) => {
      if (event.isComposing) return;
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row) => { row.hidden = !row.open && !words.every((word) => row.textContent.toLowerCase().includes(word)); });
      groups.forEach((group) => { group.hidden = ![...group.querySelectorAll(input.dataset.narrows)].some((row) => !row.hidden); });
    });
  });
  const named = window.location.hash.slice(1) && document.getElementById(window.location.hash.slice(1));
  if (named && named.tagName === "DETAILS") { named.open = true; named.scrollIntoView(); }
  const seen = document.getElementById("seen");
  if (seen) seen.scrollIntoView({ block: "start" });
})();
