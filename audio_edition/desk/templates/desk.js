"use strict";
// Sound in place, and one key for each thing; without this program every form and link works too.
const audio = document.getElementById("audio"), preview = document.getElementById("preview");
const say = document.body.dataset; // the words of the page's language
let end = null, on = null;

function stop() {
  if (on) on.classList.remove("on");
  on = end = null;
}

function play(button) {
  if (on === button && !audio.paused) { audio.pause(); stop(); return; }
  stop();
  if (preview) preview.pause();
  audio.currentTime = Number(button.dataset.start);
  end = Number(button.dataset.end);
  on = button;
  button.classList.add("on");
  audio.play();
}

if (audio) {
  audio.addEventListener("timeupdate", () => { if (end !== null && audio.currentTime >= end) { audio.pause(); stop(); } });
  for (const button of document.querySelectorAll(".play")) button.addEventListener("click", () => play(button));
}

// ---- previews of a word
const heard = document.getElementById("heard");
let asked = 0;
function hear(address) {
  if (audio) { audio.pause(); stop(); }
  asked = performance.now();
  heard.textContent = say.reading;
  preview.src = address;
  preview.play().catch(() => { heard.textContent = say.cannotRead; });
}
if (preview && heard) {
  preview.addEventListener("playing", () => {
    const seconds = (performance.now() - asked) / 1000;
    heard.textContent = say.heard.replace("{seconds}", seconds.toFixed(1).replace(".", say.decimal));
    heard.dataset.seconds = seconds.toFixed(3);
  });
  for (const choice of document.querySelectorAll("[data-preview]")) {
    choice.addEventListener("change", () => { document.getElementById("respell").value = ""; hear(choice.dataset.preview); });
  }
  for (const link of document.querySelectorAll("a.hear")) {
    link.addEventListener("click", (event) => { event.preventDefault(); hear(link.href); });
  }
  const respell = document.getElementById("respell");
  const speak = () => { if (respell.value) hear(respell.dataset.address + "?ord=" + encodeURIComponent(respell.dataset.word) + "&lydar=" + encodeURIComponent(respell.value)); };
  document.getElementById("hear-respell").addEventListener("click", speak);
  respell.addEventListener("keydown", (event) => { if (event.key === "Enter" && heard.dataset.said !== respell.value) { event.preventDefault(); heard.dataset.said = respell.value; speak(); } });
}

// ---- keys, which a person who types by voice can turn off
const keys = document.getElementById("keys");
keys.checked = localStorage.getItem("keys") !== "off";
keys.addEventListener("change", () => localStorage.setItem("keys", keys.checked ? "on" : "off"));
for (const field of document.querySelectorAll("[data-remember]")) {
  field.value = localStorage.getItem(field.dataset.remember) || field.value;
  field.addEventListener("change", () => localStorage.setItem(field.dataset.remember, field.value));
}

const types = (one) => one.matches("textarea, select, input:not([type=radio], [type=checkbox])");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
  const rows = [...document.querySelectorAll(".rows a")];
  const at = rows.indexOf(document.activeElement);
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at >= 0 || document.activeElement === document.body)) {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "ArrowDown" ? 1 : -1)))];
    if (next) { next.focus(); event.preventDefault(); }
    return;
  }
  if (!keys.checked) return;
  if (event.key === "Enter") {
    const form = document.getElementById("correct");
    const chosen = form && form.querySelector("[name=lydar]:checked");
    if (chosen && (document.activeElement === document.body || document.activeElement === chosen)) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (event.key === " " && document.activeElement.matches("a, button, input, summary")) return;
  const target = document.querySelector("[data-key='" + CSS.escape(event.key) + "']");
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.click();
});

// A form that works takes a while: say so, and send it once.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => { document.getElementById("done").textContent = say.working; });
}
const first = document.querySelector("ol.rows:not(.sentences) a");
if (first && document.activeElement === document.body) first.focus();
