// The account's menu at the bottom of the conversation.
import { $, el } from './net.js';

const nav = $('menu');

// drawMenu shows buttons; tap is called with the button that was chosen.
export function drawMenu(buttons, tap) {
  nav.hidden = !buttons?.length;
  nav.replaceChildren(...(buttons || []).map((button) => drawButton(button, tap)));
}

function drawButton(button, tap) {
  const sub = button.sub_button || [];
  if (!sub.length) return el('div', {}, el('button', { type: 'button', onclick: () => { closeAll(); tap(button); } }, button.name));
  const list = el('div', { class: 'submenu', role: 'menu', hidden: true }, ...sub.map((inner) =>
    el('button', { type: 'button', role: 'menuitem', onclick: () => { closeAll(); tap(inner); } }, inner.name)));
  const opener = el('button', {
    type: 'button', class: 'sub', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    onclick: (event) => {
      event.stopPropagation();
      const open = list.hidden;
      closeAll();
      list.hidden = !open;
      opener.setAttribute('aria-expanded', String(open));
      if (open) list.querySelector('button').focus();
    },
  }, button.name);
  list.addEventListener('keydown', (event) => walk(event, list, opener));
  return el('div', {}, list, opener);
}

function walk(event, list, opener) {
  const items = [...list.querySelectorAll('button')];
  const at = items.indexOf(document.activeElement);
  if (event.key === 'ArrowDown') items[(at + 1) % items.length].focus();
  else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length].focus();
  else if (event.key === 'Escape') { closeAll(); opener.focus(); } else return;
  event.preventDefault();
}

function closeAll() {
  for (const list of nav.querySelectorAll('.submenu')) list.hidden = true;
  for (const opener of nav.querySelectorAll('[aria-expanded]')) opener.setAttribute('aria-expanded', 'false');
}

document.addEventListener('click', closeAll);
