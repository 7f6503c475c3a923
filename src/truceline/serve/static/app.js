// What the pages gain where scripts run. Every page works without this file.
"use strict";

// The evidence pane was exchanged: the chosen cell is marked, and people who cannot see it are taken there.
document.addEventListener("htmx:afterSwap", (event) => {
  const path = event.detail.pathInfo && event.detail.pathInfo.finalRequestPath;
  if (!path || !event.detail.target || event.detail.target.id !== "evidence") return;
  const asked = new URL(path, location.href).searchParams.get("cell");
  for (const link of document.querySelectorAll(".grid .cell[aria-current]")) link.removeAttribute("aria-current");
  for (const link of document.querySelectorAll(".grid .cell")) {
    if (new URL(link.href).searchParams.get("cell") === asked) link.setAttribute("aria-current", "true");
  }
  const pane = document.getElementById("evidence");
  if (pane && matchMedia("(max-width: 80rem)").matches) pane.scrollIntoView({ block: "start" });
  if (pane) pane.focus({ preventScroll: true });
});

// Arrow keys walk the table, as in a spreadsheet.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest && event.target.closest(".grid .cell");
  if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
  const turned = document.documentElement.dir === "rtl" ? -1 : 1;
  const step = { ArrowRight: [0, turned], ArrowLeft: [0, -turned], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  if (!step) return;
  const rows = [...link.closest("table").querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll(".cell")]);
  const y = rows.findIndex((row) => row.includes(link));
  const next = rows[y + step[0]] && rows[y + step[0]][rows[y].indexOf(link) + step[1]];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// Review by keyboard: j k move, a r s decide, e edits, n goes to the report, u takes the last decision back.
let at = 0;
function items() {
  return [...document.querySelectorAll("#queue [data-item]")];
}
function mark(focus) {
  const all = items();
  at = Math.max(0, Math.min(at, all.length - 1));
  all.forEach((item, number) => item.classList.toggle("now", number === at));
  if (focus && all[at]) {
    all[at].focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  }
}
function typing(target) {
  return target.closest && target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  const text = document.getElementById("report-text");
  if (text && text.dataset.new && event.key === "n") {
    event.preventDefault();
    const chosen = String(getSelection()).trim();
    const to = new URL(text.dataset.new, location.href);
    if (chosen) to.searchParams.set("words", chosen);
    location.assign(to);
    return;
  }
  const queue = document.getElementById("queue");
  if (!queue || queue.classList.contains("htmx-request")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    at += event.key === "j" ? 1 : -1;
    mark(true);
  } else if ("arsenu".includes(event.key) && event.key.length === 1) {
    const within = event.key === "u" ? queue : items()[at];
    const button = within && within.querySelector(`[data-key="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
});
document.addEventListener("htmx:afterSettle", () => {
  if (document.getElementById("queue")) mark(true);
});
document.addEventListener("DOMContentLoaded", () => mark(false));
