// The window that uploads a file of a lesson: too large is said before sending, the way is shown in words, the title comes from the name.
(() => {
  const FORM = "form[data-chooser-modal-creation-form]";
  const fieldOf = (form) => form?.querySelector("input[type=file][data-limit]");

  const line = (form) => {
    let place = form.querySelector("[data-upload]");
    if (!place) {
      place = document.createElement("p");
      place.dataset.upload = "";
      place.className = "help-block";
      place.setAttribute("role", "status");
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.hidden = true;
      place.append(bar, " ", document.createElement("span"));
      form.querySelector("[type=submit]").before(place);
    }
    return place;
  };

  const say = (form, words, percent = null, failed = false) => {
    const place = line(form);
    const bar = place.querySelector("progress");
    place.className = `help-block ${failed ? "help-critical" : "help-info"}`;
    bar.hidden = percent === null;
    bar.value = percent ?? 0;
    const said = place.querySelector("span");
    if (said.textContent !== words) said.textContent = words;
  };

  const tooLarge = (field) => (field.files[0]?.size ?? 0) > Number(field.dataset.limit);

  document.addEventListener("change", ({ target }) => {
    const form = target.closest?.(FORM);
    const field = fieldOf(form);
    if (!field || target !== field || !field.files.length) return;
    if (tooLarge(field)) say(form, field.dataset.over, null, true);
    else form.querySelector("[data-upload]")?.remove();
    const title = form.querySelector("input[name$=title]");
    if (title && (!title.value || title.value === title.dataset.filled)) {
      title.value = field.files[0].name.replace(/\.[^.]+$/, "").replaceAll("_", " ").slice(0, 200);
      title.dataset.filled = title.value;
    }
  });

  // Before Wagtail hears it.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(FORM);
    const field = fieldOf(form);
    if (!field || !tooLarge(field)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form, field.dataset.over, null, true);
    field.focus();
  }, true);

  // Wagtail posts the form by jQuery: its request gets an ear for the progress.
  window.jQuery.ajaxPrefilter((options) => {
    const form = document.querySelector(FORM);
    const field = fieldOf(form);
    if (!(options.data instanceof FormData) || !field || options.url !== form.action) return;
    const button = form.querySelector("[type=submit]");
    const { sent, judged, broken } = field.dataset;
    options.xhr = () => {
      const request = new XMLHttpRequest();
      button.disabled = true;
      request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
        if (!lengthComputable) return;
        const percent = Math.floor((loaded * 100) / total);
        if (percent < 100) say(form, sent.replace("{percent}", percent), percent);
      });
      request.upload.addEventListener("load", () => say(form, judged, 100));
      request.addEventListener("error", () => say(form, broken, null, true));
      request.addEventListener("loadend", () => { button.disabled = false; });
      return request;
    };
  });
})();
