// Scenes: what lamps were asked for, kept under a name and recalled by it.

import { ask, target } from "./store.js";
import { get, post, put, remove } from "./api.js";
import { faded, report } from "./orders.js";
import { count } from "./words.js";
import { toast } from "./toast.js";
import { make } from "./tile.js";

const $ = id => document.getElementById(id);
const path = name => `/scenes/${encodeURIComponent(name)}`;

export async function load() {
  try {
    draw(await (await get("/scenes")).json());
  } catch (error) {
    toast(error.message);
  }
}

function draw(scenes) {
  $("scenes").replaceChildren(...scenes.map(scene => {
    const beads = make("span", { class: "beads", "aria-hidden": "true" });
    for (const color of scene.colors) {
      const bead = make("i");
      bead.style.setProperty("--c", color);
      beads.append(bead);
    }
    const chip = make("button", { class: "chip", type: "button", title: count(scene.lamps.length, "lamp") }, ...(scene.colors.length ? [beads] : []), scene.name);
    chip.addEventListener("click", () => recall(scene));
    return chip;
  }));
  $("kept").hidden = !scenes.length;
  $("kept-list").replaceChildren(...scenes.map(scene => {
    const button = make("button", { class: "quiet", type: "button", "aria-label": `Forget ${scene.name}` }, "Forget");
    button.addEventListener("click", () => change(() => remove(path(scene.name))));
    return make("li", {}, scene.name, button);
  }));
}

async function recall(scene) {
  const answered = ask(scene.lamps);
  try {
    const answer = await (await post(path(scene.name), faded({}))).json();
    report(answer);
    if (!answer.failed.length && !answer.error) toast(`${scene.name}: ${count(answer.done, "lamp")}`);
  } catch (error) {
    toast(error.message);
  }
  answered();
}

async function change(how) {
  $("dialog-error").textContent = "";
  try {
    await how();
    await load();
    return true;
  } catch (error) {
    $("dialog-error").textContent = error.message;
    return false;
  }
}

$("keep").addEventListener("click", () => {
  const there = target().lamps.filter(l => l.presence === "online" && l.state);
  $("dialog-text").textContent = `It keeps ${count(there.length, "lamp")} as told last: ${there.slice(0, 4).map(l => l.name).join(", ")}${there.length > 4 ? " and more" : ""}.`;
  $("dialog-error").textContent = "";
  $("scene-name").value = "";
  $("dialog").showModal();
  $("scene-name").focus();
});
$("dialog-cancel").addEventListener("click", () => $("dialog").close());
$("keep-form").addEventListener("submit", async event => {
  event.preventDefault();
  const name = $("scene-name").value.trim();
  const ids = target().lamps.map(l => l.id);
  if (await change(() => put(path(name), { ids }))) {
    $("dialog").close();
    toast(`${name} is kept`);
  }
});
