// The tile of a lamp.

import { lamps, now, view } from "./store.js";
import { faded, order } from "./orders.js";
import { Slider } from "./slider.js";
import { age, lightText, percent, presenceText, sender } from "./words.js";

const visible = new Set(); // tiles in view: their ages are kept up to date
const observer = new IntersectionObserver(entries => {
  for (const e of entries) {
    if (e.isIntersecting) { visible.add(e.target.tile); e.target.tile.drawAges(); } else visible.delete(e.target.tile);
  }
});
setInterval(() => visible.forEach(tile => tile.drawAges()), 1_000);

export function make(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

// A lamp that has no colour shines like a lamp.
const plain = "#ffe0ab";

// light sets what the style sheets make light of.
export function light(style, state) {
  if (state) style.setProperty("--c", ["hs", "color_temp"].includes(state.mode) ? state.color : plain);
  style.setProperty("--l", state?.on ? (state.brightness || 255) / 255 : 0);
}

// grave returns the flags that cannot wait for somebody to open the lamp.
const grave = lamp => (lamp.flags ?? []).filter(flag => flag !== "clock" && flag !== "heals");

export class Tile {
  constructor(id, choose) {
    this.id = id;
    this.name = make("button", { class: "name", type: "button", "aria-controls": "inspector" });
    this.switch = make("button", { class: "switch", type: "button", role: "switch" });
    this.light = make("p", { class: "light" });
    this.level = make("input", { class: "slider level", type: "range", min: 1, max: 255 });
    this.presence = make("span");
    this.seen = make("span", { class: "seen" });
    this.word = make("p", { class: "word" });
    this.element = make("li", { class: "tile", "data-id": id },
      make("div", { class: "orb" }), this.switch, this.name, this.light, this.level, this.word,
      make("p", { class: "foot" }, make("i"), this.presence, this.seen));
    this.element.tile = this;
    this.slider = new Slider(this.level, {
      ask: (value, more) => order(this.target, faded({ brightness: value }), more),
      text: value => `${percent(value)} %`,
    });
    this.name.addEventListener("click", event => choose(this.id, event.ctrlKey || event.metaKey || event.shiftKey));
    this.switch.addEventListener("click", () => this.toggle());
    observer.observe(this.element);
  }

  get lamp() { return lamps.get(this.id); }
  get target() { return { to: [this.id], ids: [this.id] }; }

  // toggle asks for the opposite of what was asked for last.
  toggle() {
    this.wanted = !(this.wanted ?? this.lamp.state?.on);
    const mine = order(this.target, faded({ state: this.wanted ? "ON" : "OFF" }));
    this.last = mine;
    mine.then(() => { if (this.last === mine) this.wanted = undefined; });
  }

  draw() {
    const { lamp, element } = this;
    const { state } = lamp;
    const lit = Boolean(state?.on);
    const online = lamp.presence === "online";
    const set = (name, value) => { if (value) element.dataset[name] = value; else delete element.dataset[name]; };
    const write = (e, text) => { if (e.textContent !== text) e.textContent = text; };
    set("presence", lamp.presence);
    set("lit", lit && "yes");
    set("effect", lit && state.effect);
    set("chosen", view.chosen.has(lamp.id) && "yes");
    set("asked", lamp.asked && "yes");
    element.setAttribute("aria-busy", lamp.asked > 0);
    this.shine(state);
    write(this.name, lamp.name);
    this.name.setAttribute("aria-pressed", view.chosen.has(lamp.id));
    write(this.light, online ? lightText(state) : state ? `last told: ${lightText(state)}` : "");
    this.switch.setAttribute("aria-checked", lit);
    this.switch.setAttribute("aria-label", `${lamp.name}: light`);
    this.switch.disabled = !online || view.link !== "up";
    this.level.hidden = !state?.brightness;
    this.level.disabled = this.switch.disabled;
    this.level.setAttribute("aria-label", `${lamp.name}: brightness`);
    this.slider.show(state?.brightness);
    write(this.word, [lamp.word, ...grave(lamp)].filter(Boolean).join(", "));
    this.drawAges();
  }

  // shine gives the tile the lamp's light, in the time that its fade takes.
  shine(state) {
    const { style } = this.element;
    const fade = state?.ends ? state.ends - now() : 0;
    if (state?.version !== this.version || this.version === undefined) style.setProperty("--t", `${Math.min(Math.max(fade, 180), 3_600_000)}ms`);
    this.version = state?.version;
    light(style, state);
  }

  drawAges() {
    const { lamp } = this;
    if (!lamp) return;
    const t = now();
    this.presence.textContent = view.link === "up" ? presenceText(lamp, t) : "not known now";
    const by = sender(lamp.state?.client, view.client);
    this.seen.textContent = lamp.changed ? `${age(t - lamp.changed)} ago${by ? `, ${by}` : ""}` : "";
    this.seen.title = this.seen.textContent;
  }

  remove() {
    observer.unobserve(this.element);
    visible.delete(this);
    this.element.remove();
  }
}
