"use strict";
for (const button of document.querySelectorAll(".filter button")) {
  button.addEventListener("click", () => {
    const wanted = button.dataset.show;
    for (const other of document.querySelectorAll(".filter button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    for (const details of document.querySelectorAll("details")) {
      details.hidden = wanted !== "" && !details.dataset.outcomes.split(" ").includes(wanted);
    }
  });
}
