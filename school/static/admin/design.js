// A design while it is made: what is typed is drawn on the longest name a moment later. Without scripts the button opens a PDF.
(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  const place = document.getElementById("preview");
  const picture = new Image();
  picture.alt = place.dataset.alt;
  const state = document.getElementById("preview-state");
  let timer = 0;
  let asked = 0;

  const say = (lines) => {
    const list = document.createElement("ul");
    for (const words of lines) {
      const line = document.createElement("li");
      line.textContent = words;
      list.append(line);
    }
    state.replaceChildren(...(lines.length ? [list] : []));
  };

  const draw = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (mine !== asked) return;
      if (answer.status === 400) {
        say((await answer.json()).errors);
        return;
      }
      if (!answer.ok || !answer.headers.get("Content-Type").startsWith("image/")) throw new Error(answer.status);
      const drawn = URL.createObjectURL(await answer.blob());
      URL.revokeObjectURL(picture.src);
      picture.src = drawn;
      place.replaceChildren(picture);
      say([]);
    } catch {
      if (mine === asked) say([form.dataset.failed]);
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, 700);
  };

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  draw();
})();
