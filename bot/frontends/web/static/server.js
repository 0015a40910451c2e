// Requests to the server. Every failure becomes an Error whose message is a sentence for the person.

const AWAY = "The server does not answer just now. Your words are kept; try again in a moment.";

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Error(AWAY);
  }
  const body = await response.json().catch(() => ({ error: AWAY }));
  if (!response.ok) throw new Error(body.error);
  return body;
}

function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const names = () => request("/names");
export const recent = () => request("/conversation");
export const say = (text, message, images = []) => post("/say", { text, message, images });
export const redo = (job, message) => post(`/jobs/${job}/redo`, { message });
export const remove = (path) => post(path, {});
export const plan = (job, act, frames, anyway, message) => post(`/jobs/${job}/plan`, { act, frames, anyway, message });
export const cancel = (job) => post(`/jobs/${job}/cancel`, {});

/** 128 random bits in hex: names a message, so that its answers find it whichever way they come. */
export function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
