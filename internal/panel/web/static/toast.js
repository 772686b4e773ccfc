// A word that comes and goes, and is read aloud.

const box = document.getElementById("toast");
let timer;

export function toast(text) {
  box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => { box.textContent = ""; }, 6_000);
}
