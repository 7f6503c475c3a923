// What the pages gain where scripts run. Every page works without this file.
"use strict";

// The evidence pane was exchanged: the chosen cell is marked, and people who cannot see it are taken there.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "evidence" && event.detail.target.id !== "evidence") return;
  const asked = new URL(event.detail.pathInfo.finalRequestPath, location.href).searchParams.get("cell");
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

// Undo of a page left by its back button: the pane follows the address.
window.addEventListener("popstate", () => location.reload());
