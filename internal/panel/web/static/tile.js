// The tile of a lamp.

import { lamps, now, view } from "./store.js";
import { faded, order } from "./orders.js";
import { Slider } from "./slider.js";
import { age, lightText, percent, presenceText, sender } from "./words.js";

const visible = new Set(); // tiles in view: only these move, and their ages are kept up to date
const observer = new IntersectionObserver(entries => {
  for (const e of entries) {
    const { tile } = e.target;
    if (e.isIntersecting) visible.add(tile); else visible.delete(tile);
    e.target.classList.toggle("seen", e.isIntersecting);
    if (e.isIntersecting) tile.draw();
  }
});
setInterval(() => visible.forEach(tile => tile.drawAges()), 1_000);

export function make(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

// What is so already is not written again: browsers take every write for a
// change.
const write = (e, text) => { if (e.textContent !== text) e.textContent = text; };
const mark = (e, name, value) => { if (e.getAttribute(name) !== String(value)) e.setAttribute(name, value); };

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

  get visible() { return visible.has(this); }
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
    if (!lamp) return;
    const { state } = lamp;
    const lit = Boolean(state?.on);
    const online = lamp.presence === "online";
    const set = (name, value) => { if (value) element.dataset[name] = value; else delete element.dataset[name]; };
    set("presence", lamp.presence);
    set("lit", lit && "yes");
    set("effect", lit && state.effect);
    set("chosen", view.chosen.has(lamp.id) && "yes");
    set("asked", lamp.asked && "yes");
    mark(element, "aria-busy", lamp.asked > 0);
    this.shine(state);
    write(this.name, lamp.name);
    mark(this.name, "aria-pressed", view.chosen.has(lamp.id));
    write(this.light, online ? lightText(state) : state ? `last told: ${lightText(state)}` : "");
    mark(this.switch, "aria-checked", lit);
    mark(this.switch, "aria-label", `${lamp.name}: light`);
    this.switch.disabled = !online || view.link !== "up";
    this.level.hidden = !state?.brightness;
    this.level.disabled = this.switch.disabled;
    mark(this.level, "aria-label", `${lamp.name}: brightness`);
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
    write(this.presence, view.link === "up" ? presenceText(lamp, t) : "not known now");
    const by = sender(lamp.state?.client, view.client);
    write(this.seen, lamp.changed ? `${age(t - lamp.changed)} ago${by ? `, ${by}` : ""}` : "");
  }

  remove() {
    observer.unobserve(this.element);
    visible.delete(this);
    this.element.remove();
  }
}
