// Draws the charts anew every few seconds, as long as somebody looks.
const charts = document.getElementById("charts");

async function draw() {
  if (document.hidden) return;
  try {
    const response = await fetch("/admin/charts");
    if (response.ok) charts.innerHTML = await response.text();
  } catch (error) {
    console.warn("no new charts:", error);
  }
}

setInterval(draw, 5000);
document.addEventListener("visibilitychange", draw);
