// A letter while it is worded: the frame beside shows it a moment after typing. Without scripts the buttons do it.
(() => {
  const form = document.querySelector("form[data-letter]");
  if (!form) return;
  const buttons = form.querySelectorAll("[data-show]");
  let chosen = buttons[0];
  let timer = 0;

  for (const button of buttons) {
    button.addEventListener("click", () => {
      chosen = button;
    });
  }

  const show = () => form.requestSubmit(chosen);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 700);
  });
  show();
})();
