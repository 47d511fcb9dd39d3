
(() => {
  "use strict";
  const audio = document.getElementById("audio"), plot = document.getElementById("plot"), cursor = document.getElementById("cursor");
  const { duration } = JSON.parse(document.getElementById("data").textContent);
  let until = null, button = null;

  const mark = (link) => {
    if (button) button.classList.remove("on");
    button = link;
    if (button) button.classList.add("on");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".play");
    if (!link) return;
    event.preventDefault();
    if (link === button) { audio.pause(); return; }
    mark(link);
    until = Number(link.dataset.end) + 0.05;
    audio.currentTime = Number(link.dataset.start);
    audio.play();
  });
  // A link with the look and the work of a button is told as one.
  for (const link of document.querySelectorAll(".play")) {
    link.setAttribute("role", "button");
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  }
  audio.addEventListener("pause", () => { mark(null); until = null; });
  const draw = () => {
    if (until !== null && audio.currentTime >= until) audio.pause();
    if (cursor) cursor.setAttribute("transform", "translate(" + (1200 * audio.currentTime) / Math.max(duration, 0.001) + ")");
    if (!audio.paused) requestAnimationFrame(draw);
  };
  for (const kind of ["play", "seeked", "timeupdate"]) audio.addEventListener(kind, draw);
  if (plot) plot.addEventListener("click", (event) => {
    const box = plot.getBoundingClientRect();
    until = null;
    mark(null);
    audio.currentTime = (duration * (event.clientX - box.left)) / box.width;
    audio.play();
  });
})();
