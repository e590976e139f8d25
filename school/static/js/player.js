// Film and sound of a lesson: the place where the person stopped, kept on this machine under a number that says nothing.
const clock = (seconds) => `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

for (const player of document.querySelectorAll("[data-place]:not([data-awake])")) {
  player.dataset.awake = "";
  const key = `kept:${player.dataset.place}`;
  const store = (place) => {
    try {
      if (place > 5 && !player.ended) localStorage.setItem(key, String(Math.floor(place)));
      else localStorage.removeItem(key);
    } catch { /* a browser that keeps nothing */ }
  };
  let place = 0;
  try { place = Number(localStorage.getItem(key)) || 0; } catch { /* the same */ }
  const button = player.parentElement.querySelector("[data-resume]");
  if (place > 5 && button) {
    button.textContent = button.dataset.resume.replace("{time}", clock(place));
    button.hidden = false;
    button.addEventListener("click", () => {
      button.hidden = true;
      const go = () => { player.currentTime = place; };
      if (player.readyState) go();
      else player.addEventListener("loadedmetadata", go, { once: true });
      player.play().catch(() => {});
      player.focus();
    });
  }
  let last = 0;
  player.addEventListener("timeupdate", () => {
    if (Math.abs(player.currentTime - last) < 3) return;
    last = player.currentTime;
    store(last);
  });
  player.addEventListener("play", () => { if (button) button.hidden = true; });
  player.addEventListener("pause", () => store(player.currentTime));
  player.addEventListener("ended", () => store(0));
}
