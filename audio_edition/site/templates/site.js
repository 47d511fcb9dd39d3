"use strict";
// Everything here is extra: without it the links still lead to the sound and to the pages.
const texts = JSON.parse(document.getElementById("texts").textContent);
const dock = document.getElementById("dock");
const audio = document.getElementById("audio");
const now = document.getElementById("now");
let current = null;

const show = () => {
  for (const button of document.querySelectorAll("button.start")) {
    const playing = button === current && !audio.paused;
    button.classList.toggle("playing", playing);
    button.querySelector(".verb").textContent = playing ? texts.pause : texts.listen;
  }
};

for (const link of document.querySelectorAll("a.start")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "start";
  button.append(...link.childNodes);
  link.replaceWith(button);
  button.addEventListener("click", () => {
    if (button === current && !audio.paused) return audio.pause();
    if (button !== current) {
      current = button;
      audio.src = link.getAttribute("href");
      now.textContent = link.dataset.title;
      now.href = link.dataset.page;
      dock.hidden = false;
      if ("mediaSession" in navigator) navigator.mediaSession.metadata = new MediaMetadata({ title: link.dataset.title });
    }
    audio.play().catch(() => {});
  });
}
for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, show);

const search = document.getElementById("search");
const query = document.getElementById("query");
const hits = document.getElementById("hits");
const editions = [...document.querySelectorAll(".edition")];
// å, æ and ø are letters of their own; other accents are not told apart.
const fold = (text) => text.toLowerCase().replace(/[àáâäçèéêëìíîïñòóôöùúûü]/g, (c) => c.normalize("NFD")[0]);
const find = () => {
  const words = fold(query.value).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const edition of editions) {
    const title = fold(edition.dataset.title);
    edition.hidden = !words.every((word) => title.includes(word));
    if (!edition.hidden) count += 1;
  }
  for (const day of document.querySelectorAll(".day")) day.hidden = !day.querySelector(".edition:not([hidden])");
  hits.textContent = words.length ? texts.hits.replace("{n}", count).replace("{total}", editions.length) : "";
};
if (editions.length > 1) {
  search.hidden = false;
  search.addEventListener("submit", (event) => event.preventDefault());
  query.addEventListener("input", find);
  find();
}

for (const button of document.querySelectorAll(".copy")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = texts.copied;
    } catch {
      button.textContent = texts.copy_by_hand;
    }
    setTimeout(() => { button.textContent = texts.copy_address; }, 4000);
  });
}
