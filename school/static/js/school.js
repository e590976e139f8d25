// Small comforts; everything works without them.
const summary = document.getElementById("summary");
if (summary) {
  summary.focus();
  document.title = `Ошибка: ${document.title}`;
}
