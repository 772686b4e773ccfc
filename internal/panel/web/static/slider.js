// A slider of which the lamp has the last word: it shows what is asked for from
// the first touch until that is answered, then what the lamp told.

export class Slider {
  // ask is called with every value; it is over when what it returns is.
  constructor(input, { ask, text, output }) {
    Object.assign(this, { input, text, output, asking: null });
    input.addEventListener("input", () => {
      this.asking = ask(Number(input.value), true);
      this.draw();
    });
    input.addEventListener("change", () => {
      const mine = this.asking = ask(Number(input.value), false);
      mine.finally(() => {
        if (this.asking !== mine) return;
        this.asking = null;
        this.show(this.truth, this.mixed);
      });
    });
  }

  // show takes in what the lamp told; mixed is what to say where there is no
  // one value.
  show(value, mixed = "") {
    this.truth = value;
    this.mixed = mixed;
    if (this.asking || value === undefined) return;
    if (this.input.value !== String(value)) this.input.value = value;
    this.draw();
  }

  draw() {
    const { input } = this;
    const mixed = Boolean(this.mixed) && !this.asking;
    const text = mixed ? this.mixed : this.text(Number(input.value));
    if (input.getAttribute("aria-valuetext") !== text) input.setAttribute("aria-valuetext", text);
    if (this.output) this.output.textContent = text;
    input.classList.toggle("mixed", mixed);
    input.style.setProperty("--at", `${(input.value - input.min) / (input.max - input.min) * 100}%`);
  }
}
