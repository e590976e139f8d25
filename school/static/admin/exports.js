// Bars of the exports under way: asks every two seconds how far they are; when one is ready, the page is shown anew with its link.
(() => {
  const place = document.getElementById("exports");
  if (!place) return;
  const bars = [...place.querySelectorAll("progress")];
  const rows = place.querySelectorAll("li").length;

  const ask = async () => {
    const answer = await fetch(place.dataset.status, { credentials: "same-origin" });
    if (!answer.ok) return;
    const { waiting } = await answer.json();
    const busy = waiting.filter((job) => !job.failed);
    if (waiting.length !== rows || busy.length !== bars.length) {
      location.reload();
      return;
    }
    busy.forEach((job, number) => {
      bars[number].value = job.percent;
      bars[number].nextElementSibling.textContent = `${job.percent} %`;
    });
    setTimeout(ask, 2000);
  };

  if (bars.length) setTimeout(ask, 2000);
})();
