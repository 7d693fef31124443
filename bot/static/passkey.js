/** Passkeys: asks the phone or computer for one, where it has them; without this script the page does without. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const opened = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

async function post(place, address, body) {
  const { slip, csrf } = place.dataset;
  const proof = slip ? { "X-Kith-Slip": slip } : { "X-Csrf-Token": csrf };
  const answer = await fetch(address, {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json", ...proof },
    body: JSON.stringify(body),
  });
  const plain = await answer.json().catch(() => ({}));
  if (plain.go) location.assign(plain.go);
  if (!answer.ok || plain.go) throw new Refused(plain);
  return plain;
}

/** What the server said instead of going on; `go` when it leads elsewhere. */
class Refused extends Error {
  constructor({ said = "", go = "" }) {
    super();
    this.said = said;
    this.go = go;
  }
}

function create(asked) {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  const challenge = bytes(asked.challenge);
  const publicKey = { ...asked, user, challenge, excludeCredentials: opened(asked.excludeCredentials) };
  return navigator.credentials.create({ publicKey });
}

function get(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: opened(asked.allowCredentials) };
  return navigator.credentials.get({ publicKey });
}

function told({ id, rawId, type, response }) {
  const inner = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) inner[name] = text(response[name]);
  }
  return { id, rawId: text(rawId), type, response: inner, clientExtensionResults: {} };
}

async function use(place) {
  const { passkey, begin, end } = place.dataset;
  const asked = await post(place, begin, {});
  const key = await (passkey === "create" ? create(asked) : get(asked));
  await post(place, end, told(key));
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = place.querySelector("button");
  const wrong = place.querySelector(".wrong");
  place.hidden = false;
  button.addEventListener("click", async () => {
    wrong.textContent = "";
    button.disabled = true;
    try {
      await use(place);
    } catch (trouble) {
      if (!trouble.go) wrong.textContent = trouble.said || place.dataset.failed;
    }
    button.disabled = false;
  });
}
