// The groups: what is looked at, and so what is steered.

import { groups, lamps, onDraw, touch, view } from "./store.js";
import { make } from "./tile.js";

const box = document.getElementById("scopes");
let told = "";

onDraw(() => {
  const all = [["all", lamps.size], ...groups()];
  if (!all.some(([name]) => name === view.scope)) view.scope = "all";
  const text = JSON.stringify([all, view.scope]);
  if (text === told) return;
  told = text;
  const chips = new Map([...box.children].map(chip => [chip.dataset.scope, chip]));
  box.replaceChildren(...all.map(([name, size]) => {
    const chip = chips.get(name) ?? fresh(name);
    chip.lastChild.textContent = size;
    chip.setAttribute("aria-pressed", name === view.scope);
    return chip;
  }));
});

function fresh(name) {
  const chip = make("button", { class: "chip", type: "button", "data-scope": name }, name === "all" ? "All" : name, " ", make("small"));
  chip.addEventListener("click", () => {
    view.scope = name;
    view.chosen.clear();
    touch();
  });
  return chip;
}
