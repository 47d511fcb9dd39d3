
(() => {
  "use strict";
  const $$ = (id) => document.getElementById(id);
  const { cues, chapters, duration, key, about, texts } = JSON.parse($$("data").textContent);
  const audio = $$("audio");
  const root = document.documentElement;
  const sentences = [...document.querySelectorAll(".s")];
  const cueOf = new Map(cues.map((cue, index) => [cue.id, index]));
  const total = () => (Number.isFinite(audio.duration) ? audio.duration : duration);

  const store = {
    read(name, fallback) {
      try { return JSON.parse(localStorage.getItem("audio-edition:" + name)) ?? fallback; } catch { return fallback; }
    },
    write(name, value) {
      try { localStorage.setItem("audio-edition:" + name, JSON.stringify(value)); } catch { /* private window */ }
    },
  };

  // ---- times -----------------------------------------------------------------------------------------
  /** Index of the last of `starts` that is not after `t`; -1 when all are. */
  const lastBefore = (starts, t) => {
    let low = 0, high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= t) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const starts = cues.map((cue) => cue.start);
  const chapterStarts = chapters.map((chapter) => chapter.start);
  const clock = (t) => {
    const s = Math.max(0, Math.floor(t));
    const two = (n) => String(n).padStart(2, "0");
    return s >= 3600
      ? Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60)
      : Math.floor(s / 60) + ":" + two(s % 60);
  };
  /** The words of that name, with what is filled in. */
  const told = (name, values = {}) => texts[name].replace(/\{(\w+)\}/g, (_, part) => values[part]);
  const counted = (name, n) => told(name + (n === 1 ? ".one" : ".many"), { n });
  const spoken = (t) => {
    const s = Math.max(0, Math.floor(t));
    return (s >= 60 ? counted("spoken_minutes", Math.floor(s / 60)) + " " : "") + counted("spoken_seconds", s % 60);
  };

  /** Stretches that "skip asides" leaves out: from shortly after what came before to shortly before what follows. */
  const asides = [];
  cues.forEach((cue, index) => {
    if (!cue.aside) return;
    const previous = asides[asides.length - 1];
    if (previous && previous.last === index - 1) previous.last = index;
    else asides.push({ first: index, last: index });
  });
  for (const run of asides) {
    const before = run.first > 0 ? cues[run.first - 1].end : 0;
    const after = run.last + 1 < cues.length ? cues[run.last + 1].start : duration;
    run.from = Math.min(before + 0.3, cues[run.first].start);
    run.to = Math.max(after - 0.4, cues[run.last].end);
  }

  // ---- the mark --------------------------------------------------------------------------------------
  let current = -1, word = -1, sentence = null, words = [], heard = null, second = -1, chapter = -1;

  const markWord = (index) => {
    if (index === word) return;
    for (const span of words) {
      const number = Number(span.dataset.w);
      if (number === word) span.classList.remove("reading");
      if (number === index) span.classList.add("reading");
    }
    word = index;
  };
  const markSentence = (index) => {
    if (index === current) return;
    markWord(-1);
    if (sentence) { sentence.classList.remove("reading"); sentence.removeAttribute("aria-current"); }
    current = index;
    sentence = index < 0 ? null : $$(cues[index].id);
    words = sentence ? [...sentence.querySelectorAll(".w")] : [];
    if (!sentence) return;
    sentence.classList.add("reading");
    sentence.setAttribute("aria-current", "true");
    rove(sentence);
    if (!audio.paused) follow();
    offerWayBack();
  };
  const tick = () => {
    let t = audio.currentTime;
    if (skipAsides.checked && !audio.paused) {
      const run = asides.find((run) => t >= run.from && t < run.to);
      if (run && run !== heard) { audio.currentTime = t = run.to; }
      else if (!run) heard = null;
    }
    let index = lastBefore(starts, t);
    // In the pause after asides that were skipped nothing is being read.
    if (index >= 0 && cues[index].aside && skipAsides.checked && !heard && t >= cues[index].end) index = -1;
    markSentence(index);
    if (index >= 0) {
      const times = cues[index].words;
      const at = lastBefore(times, t);
      markWord(t < cues[index].end ? at : -1);
    }
    const now = Math.floor(t);
    if (now !== second) { second = now; showTime(t); }
  };
  let frame = 0;
  const loop = () => { tick(); frame = requestAnimationFrame(loop); };

  // ---- following the text ----------------------------------------------------------------------------
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let quietUntil = 0;
  const follow = () => {
    if (!followText.checked || !sentence || performance.now() < quietUntil) return;
    const box = sentence.getBoundingClientRect();
    const room = innerHeight - player.offsetHeight;
    if (box.top >= room * 0.08 && box.bottom <= room * 0.75) return;
    scrollTo({ top: scrollY + box.top - room * 0.28, behavior: calm.matches ? "auto" : "smooth" });
  };
  /** The way back: shown while the sentence being read is out of sight. */
  const outOfSight = () => {
    if (!sentence) return false;
    const box = sentence.getBoundingClientRect();
    return box.bottom < 0 || box.top > innerHeight - player.offsetHeight;
  };
  const offerWayBack = () => { $$("find").hidden = !outOfSight(); };
  addEventListener("scroll", offerWayBack, { passive: true });
  $$("find").addEventListener("click", () => {
    quietUntil = 0;
    sentence.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    sentence.focus({ preventScroll: true });
    $$("find").hidden = true;
  });
  // A reader who scrolls is left in peace for a while.
  for (const kind of ["wheel", "touchmove"]) {
    addEventListener(kind, () => { quietUntil = performance.now() + 5000; }, { passive: true });
  }

  // ---- player ----------------------------------------------------------------------------------------
  const player = $$("player"), seek = $$("seek"), speed = $$("speed"), playButton = $$("play");
  const skipAsides = $$("skip-asides"), followText = $$("follow"), links = [...document.querySelectorAll(".contents a")];
  let dragging = false;

  const say = (text) => { $$("status").textContent = text; };
  const showTime = (t) => {
    $$("time").textContent = clock(t);
    if (!dragging) seek.value = t;
    seek.style.setProperty("--done", (100 * t) / Math.max(total(), 0.001) + "%");
    seek.setAttribute("aria-valuetext", told("spoken_of", { at: spoken(t), total: spoken(Math.round(total())) }));
    const index = Math.max(0, lastBefore(chapterStarts, t + 0.05));
    if (index !== chapter && chapters.length) {
      links.forEach((link, at) => (at === index ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
      $$("now").textContent = chapters[index].title;
      chapter = index;
    }
    if (!audio.paused || t > 0) store.write("position:" + key, Math.round(t * 10) / 10);
  };
  const go = (t) => {
    audio.currentTime = Math.min(Math.max(t, 0), Math.max(total() - 0.05, 0));
    tick();
  };
  const play = () => {
    const started = audio.play();
    if (started) started.catch(() => say(told("cannot_play")));
  };
  const toggle = () => (audio.paused ? play() : audio.pause());
  const playCue = (index) => {
    heard = asides.find((run) => index >= run.first && index <= run.last) ?? null;
    quietUntil = 0;
    go(cues[index].start + 0.001);
    play();
  };
  const step = (by) => {
    let index = Math.min(Math.max(current + by, 0), cues.length - 1);
    if (skipAsides.checked) while (cues[index] && cues[index].aside && cues[index + by]) index += by;
    heard = asides.find((run) => index >= run.first && index <= run.last) ?? null;
    go(cues[index].start + 0.001);
  };

  $$("start").addEventListener("click", toggle);
  playButton.addEventListener("click", toggle);
  $$("back").addEventListener("click", () => go(audio.currentTime - 15));
  $$("forward").addEventListener("click", () => go(audio.currentTime + 15));
  seek.addEventListener("input", () => { dragging = true; go(Number(seek.value)); });
  seek.addEventListener("change", () => { dragging = false; });
  seek.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 }[event.key];
    if (by && !event.ctrlKey && !event.altKey && !event.metaKey) { event.preventDefault(); go(audio.currentTime + by); }
  });
  speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); store.write("speed", speed.value); });
  skipAsides.addEventListener("change", () => { store.write("skip-asides", skipAsides.checked); tick(); });
  followText.addEventListener("change", () => { store.write("follow", followText.checked); quietUntil = 0; follow(); });
  links.forEach((link, index) => link.addEventListener("click", (event) => {
    event.preventDefault();
    quietUntil = 0;
    go(chapters[index].start);
    play();
  }));
  // Keys of one letter work only while the player has the focus (WCAG 2.1.4).
  player.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target === speed) return;
    const action = {
      k: toggle, j: () => go(audio.currentTime - 15), l: () => go(audio.currentTime + 15),
      p: () => step(-1), n: () => step(1),
    }[event.key.toLowerCase()];
    if (action) { event.preventDefault(); action(); }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !$$("settings").open) return;
    $$("settings").open = false;
    $$("settings").firstElementChild.focus();
  });
  addEventListener("click", (event) => {
    if (!$$("settings").contains(event.target)) $$("settings").open = false;
  });

  // ---- sentences: one of them is in the tab order, arrows move between them -----------------------------
  let roving = null;
  const rove = (to) => {
    if (document.activeElement && document.activeElement.classList.contains("s") && document.activeElement !== to) return;
    if (roving) roving.tabIndex = -1;
    roving = to;
    if (roving) roving.tabIndex = 0;
  };
  for (const span of sentences) { span.tabIndex = -1; span.setAttribute("aria-describedby", "hint"); }
  rove(sentences.find((span) => span.closest("#body")) ?? sentences[0] ?? null);
  const article = $$("article");
  article.addEventListener("click", (event) => {
    const span = event.target.closest(".s");
    if (span && String(getSelection()).trim() === "") playCue(cueOf.get(span.id));
  });
  article.addEventListener("keydown", (event) => {
    const span = event.target;
    if (!span.classList.contains("s") || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = sentences.indexOf(span);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: sentences.length - 1 }[event.key];
    if (event.key === "Enter") { event.preventDefault(); playCue(cueOf.get(span.id)); }
    else if (to !== undefined) {
      event.preventDefault();
      const next = sentences[Math.min(Math.max(to, 0), sentences.length - 1)];
      if (roving) roving.tabIndex = -1;
      roving = next;
      next.tabIndex = 0;
      next.focus();
    }
  });

  // ---- sound -------------------------------------------------------------------------------------------
  const playing = (is) => {
    root.classList.toggle("playing", is);
    playButton.setAttribute("aria-label", told(is ? "pause" : "play"));
    $$("start-label").textContent = told(is ? "pause" : audio.currentTime > 1 ? "go_on" : "listen");
    cancelAnimationFrame(frame);
    if (is) frame = requestAnimationFrame(loop);
  };
  audio.addEventListener("play", () => { say(""); playing(true); });
  audio.addEventListener("pause", () => { playing(false); tick(); });
  audio.addEventListener("ended", () => { playing(false); store.write("position:" + key, 0); });
  // No frames are drawn in a hidden tab; the asides must be skipped there too.
  for (const kind of ["timeupdate", "seeking", "seeked"]) audio.addEventListener(kind, tick);
  audio.addEventListener("loadedmetadata", () => {
    $$("total").textContent = clock(Math.round(total()));
    seek.max = total();
    audio.playbackRate = Number(speed.value);
    drawMarks();
    tick();
  });
  const failed = () => say(told("cannot_load"));
  audio.addEventListener("error", failed);
  audio.querySelectorAll("source").forEach((source) => source.addEventListener("error", failed));
  const drawMarks = () => {
    $$("marks").replaceChildren(...chapters.slice(1).map((chapter) => {
      const mark = document.createElement("i");
      mark.style.left = (100 * chapter.start) / Math.max(total(), 0.001) + "%";
      return mark;
    }));
  };

  // ---- lock screen and headset ---------------------------------------------------------------------------
  if ("mediaSession" in navigator) {
    const session = navigator.mediaSession;
    const quietly = (work) => { try { work(); } catch { /* not known to this browser */ } };
    const artwork = about.cover && location.protocol.startsWith("http") ? [{ src: new URL(about.cover, location.href).href, type: "image/jpeg" }] : [];
    quietly(() => { session.metadata = new MediaMetadata({ title: about.title, artist: about.publisher, album: told("edition"), artwork }); });
    const handlers = {
      play, pause: () => audio.pause(),
      seekbackward: (details) => go(audio.currentTime - (details.seekOffset || 15)),
      seekforward: (details) => go(audio.currentTime + (details.seekOffset || 15)),
      seekto: (details) => go(details.seekTime),
      previoustrack: () => go(chapterStarts[Math.max(0, lastBefore(chapterStarts, audio.currentTime - 2))] ?? 0),
      nexttrack: () => { const next = chapterStarts[lastBefore(chapterStarts, audio.currentTime + 0.05) + 1]; if (next !== undefined) go(next); },
    };
    for (const [name, handler] of Object.entries(handlers)) quietly(() => session.setActionHandler(name, handler));
    const position = () => quietly(() => session.setPositionState({ duration: total(), playbackRate: audio.playbackRate, position: Math.min(audio.currentTime, total()) }));
    for (const kind of ["loadedmetadata", "seeked", "ratechange", "play", "pause"]) audio.addEventListener(kind, position);
  }

  // ---- start ---------------------------------------------------------------------------------------------
  document.querySelectorAll("figure img").forEach((image) => {
    const missing = () => image.closest("figure").classList.add("missing");
    if (image.complete && image.naturalWidth === 0 && image.currentSrc) missing();
    image.addEventListener("error", missing);
  });
  root.classList.add("js", "has-player");
  audio.hidden = true;
  player.hidden = false;
  $$("start").hidden = false;
  speed.value = store.read("speed", "1");
  if (speed.selectedIndex < 0) speed.value = "1";
  skipAsides.checked = store.read("skip-asides", false);
  followText.checked = store.read("follow", !calm.matches);
  if (!asides.length) skipAsides.closest("p").hidden = true;
  drawMarks();
  const asked = /[#&]t=(\d+(?:\.\d+)?)/.exec(location.hash);
  const left = asked ? Number(asked[1]) : store.read("position:" + key, 0);
  if (left > 0 && left < duration - 3) {
    go(left);
    if (!asked && left > 5) say(told("resumed", { at: clock(left) }));
    playing(false);
  }
  showTime(audio.currentTime);
})();
