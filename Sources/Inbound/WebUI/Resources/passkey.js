// Passkeys: asks the browser for one, and sends what it answers along with the form that the button is in.
const forms = document.querySelectorAll("form[data-passkey]");
const known = globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials;

async function ask(path, body) {
  const response = await fetch("/api/v1/" + path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer.data;
}

const ceremonies = {
  // With the password typed, the passkey is the second step; without, it signs in alone.
  async "sign-in"(form) {
    const { login, password } = form.elements;
    const both = login.value && password.value ? { login: login.value, password: password.value } : {};
    const options = await ask("auth/sessions/passkey/request-options", both);
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  },
  // The server has put the options into the page.
  join(form) {
    const options = JSON.parse(form.dataset.options);
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  },
};

for (const form of forms) {
  const button = form.querySelector("[data-passkey-button]");
  const said = form.querySelector("[data-passkey-said]");
  if (!known) {
    said.textContent = form.dataset.passkey === "join" ? "This browser has no passkeys." : "";
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      const credential = await ceremonies[form.dataset.passkey](form);
      form.elements.passkey.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      said.textContent = error.name === "NotAllowedError" ? "No passkey was used." : error.message;
    }
  });
}
