// Everything that goes over the wire.

export async function get(path) {
  const response = await fetch(path);
  const data = await response.json();
  if (!response.ok) throw new Error(data.error || `HTTP ${response.status}`);
  return data;
}

export async function post(path, body = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const data = await response.json();
  if (!response.ok) throw new Error(data.error || `HTTP ${response.status}`);
  return data;
}

export async function clearFaults() {
  await fetch('/sim/faults', { method: 'DELETE' });
}

// listen calls onUpdate for every update, and onOpen whenever the stream begins (again), when
// whatever was missed has to be read anew.
export function listen(onUpdate, onOpen) {
  const source = new EventSource('/phone/events');
  source.onmessage = (event) => onUpdate(JSON.parse(event.data));
  source.onopen = onOpen;
}

// el builds an element. Text is only ever set as text, never as HTML.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'hidden' || name === 'disabled') node[name] = value;
    else if (value !== undefined && value !== '') node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const $ = (id) => document.getElementById(id);
