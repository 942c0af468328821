"use strict";
for (const button of document.querySelectorAll(".filter button")) {
  button.addEventListener("click", () => {
    const wanted = button.dataset.show;
    for (const other of document.querySelectorAll(".filter button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const details of document.querySelectorAll("details")) {
      details.hidden = wanted !== "" && !details.dataset.layers.split(" ").includes(wanted);
    }
    for (const row of document.querySelectorAll("tr[data-layer]")) {
      row.hidden = wanted !== "" && row.dataset.layer !== wanted;
    }
  });
}
