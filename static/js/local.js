// What the browser keeps for us under string keys; where it keeps nothing, memory until the page closes.

const memory = new Map();

export function recall(key) {
  if (memory.has(key)) return memory.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Whether it will still be there after a reload.
export function keep(key, value) {
  try {
    localStorage.setItem(key, value);
    memory.delete(key);
    return true;
  } catch {
    memory.set(key, value);
    return false;
  }
}

export function forget(key) {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept, so nothing is left.
  }
}

export function recallJson(key, otherwise) {
  try {
    return JSON.parse(recall(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

// Calls back when another tab changes the key.
export function onElsewhere(key, then) {
  globalThis.addEventListener?.("storage", (event) => {
    if (event.key === key || event.key === null) then();
  });
}
