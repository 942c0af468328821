"use strict";
const buttons = document.querySelectorAll(".filter button");
const field = document.getElementById("field");
const shown = document.getElementById("shown");
let change = "";

function fits(group) {
  const ofChange = change === "" || group.dataset.change === change;
  return ofChange && (field.value === "" || group.dataset.fields.split(" ").includes(field.value));
}

function filter() {
  let events = 0;
  for (const sheet of document.querySelectorAll("details.sheet")) {
    let any = 0;
    for (const group of sheet.querySelectorAll("tbody[data-change]")) {
      group.hidden = !fits(group);
      any += group.hidden ? 0 : 1;
    }
    sheet.hidden = any === 0;
    events += any;
  }
  shown.textContent = `显示 ${events} 处`;
}

for (const button of buttons) {
  button.addEventListener("click", () => {
    change = button.dataset.show;
    for (const other of buttons) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    filter();
  });
}
field.addEventListener("change", filter);
filter();
