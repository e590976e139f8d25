// A draft that is saved by itself says when it was not. The text stays in its fields; the button saves without scripts too.
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, ({ detail }) => {
    if (detail.elt.matches("[data-draft]")) {
      const words = document.createElement("b");
      words.textContent = detail.elt.dataset.failed;
      detail.elt.replaceChildren(words);
    }
  });
}
