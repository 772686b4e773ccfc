// The colour wheel: hue is the angle, saturation the way from the middle. Keys
// and screen readers have the sliders beside it.

export class Wheel {
  // ask is called with {h, s} and whether more follows.
  constructor(element, ask) {
    Object.assign(this, { element, ask, held: false });
    element.addEventListener("pointerdown", event => {
      if (event.button !== 0) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      this.held = true;
      this.go(event, true);
    });
    element.addEventListener("pointermove", event => { if (this.held) this.go(event, true); });
    const end = event => {
      if (!this.held) return;
      this.held = false;
      this.go(event, false);
    };
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
  }

  go(event, more) {
    const box = this.element.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * 2 - 1;
    const y = 1 - (event.clientY - box.top) / box.height * 2;
    if (event.type !== "pointercancel") {
      this.last = { h: Math.round((Math.atan2(y, x) * 180 / Math.PI + 360) % 360) % 360, s: Math.round(Math.min(1, Math.hypot(x, y)) * 100) };
    }
    this.ask(this.last, more);
  }

  // show points at a colour; shown is what it looks like.
  show(h, s, shown, mixed) {
    const { style, classList } = this.element;
    const angle = h * Math.PI / 180;
    style.setProperty("--x", s / 100 * Math.cos(angle));
    style.setProperty("--y", s / 100 * Math.sin(angle));
    style.setProperty("--shown", shown);
    classList.toggle("mixed", mixed);
  }
}

// css returns the colour of a hue in degrees and a saturation in percent, at
// full value.
export function css(h, s) {
  const part = n => {
    const k = (n + h / 60) % 6;
    return Math.round(255 * (1 - s / 100 * Math.max(0, Math.min(k, 4 - k, 1))));
  };
  return `rgb(${part(5)} ${part(3)} ${part(1)})`;
}
