// Blocks of pages come alive: remembered ticks, players of other sites, folded text on paper. Without this module they are plain text and links.
const KEPT = "kept:";

// A browser may forbid its memory: then ticks live as long as the page.
const memory = (move) => {
  try {
    return move(localStorage);
  } catch {
    return null;
  }
};

function wake() {
  for (const hidden of document.querySelectorAll("[data-alive]")) hidden.hidden = false;
  for (const box of document.querySelectorAll("[data-kept]")) {
    box.checked = memory((store) => store.getItem(KEPT + box.dataset.kept)) !== null;
  }
}

function keep(box) {
  const key = KEPT + box.dataset.kept;
  memory((store) => (box.checked ? store.setItem(key, "1") : store.removeItem(key)));
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-kept]")) keep(target);
});

function untick(list) {
  for (const box of list.querySelectorAll("[data-kept]:checked")) {
    box.checked = false;
    keep(box);
  }
}

function play(button) {
  const frame = document.createElement("iframe");
  Object.assign(frame, {
    title: button.dataset.title,
    allow: "fullscreen; encrypted-media; picture-in-picture",
    referrerPolicy: "strict-origin-when-cross-origin", // players refuse a page that does not say where it is
    src: button.dataset.player,
  });
  frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-presentation", "allow-popups");
  button.closest("[data-screen]").replaceChildren(frame);
  frame.focus();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-player], [data-untick]");
  if (button?.matches("[data-player]")) play(button);
  else if (button) untick(button.closest("section"));
});

let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll(".faq details:not([open]), figure details:not([open])")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});

document.addEventListener("htmx:afterSettle", wake);
wake();
