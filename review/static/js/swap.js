// What htmx leaves to the page: the state of a request, short addresses, where the focus goes, what is said aloud.
const status = () => document.querySelector("#status");

export function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  status().replaceChildren(line);
}

function shorten(event) {
  const { verb, parameters } = event.detail;
  if (verb !== "get") return;
  for (const name of [...Object.keys(parameters)]) if (parameters[name] === "") delete parameters[name];
}

function begin(event) {
  document.documentElement.dataset.busy = "yes";
  if (event.detail.requestConfig.verb !== "get") say(status().dataset.waiting);
}

function end() {
  delete document.documentElement.dataset.busy;
}

// An answer that refuses (409, 422) stands in the bar, beside the verdict it refuses; the focus stays.
function before(event) {
  const { xhr } = event.detail;
  if (![409, 422].includes(xhr.status) || !xhr.getResponseHeader("HX-Retarget")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
  status().replaceChildren();
}

function refused(event) {
  const { xhr } = event.detail;
  if (xhr.status === 401) {
    say(status().dataset.signedOut); // htmx follows HX-Redirect to the sign-in page
    return;
  }
  const notice = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".notice");
  say(notice?.textContent.trim() || status().dataset.fault);
}

// What was done is told once: it does not stay in the address, so that a copy or a reload does not tell it again.
export function forget() {
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}

function settled(event) {
  forget();
  if (event.detail.target?.id !== "page" && event.target.id !== "page") return;
  if (document.activeElement === document.body) {
    (document.querySelector("#main [data-focus-first]") ?? document.querySelector("#main")).focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:configRequest", shorten);
document.addEventListener("htmx:beforeRequest", begin);
document.addEventListener("htmx:afterRequest", end);
document.addEventListener("htmx:beforeSwap", before);
document.addEventListener("htmx:responseError", refused);
document.addEventListener("htmx:sendError", () => say(status().dataset.lost));
document.addEventListener("htmx:timeout", () => say(status().dataset.lost));
document.addEventListener("htmx:afterSettle", settled);
