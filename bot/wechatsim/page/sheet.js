// A web page inside the phone.
import { $ } from './net.js';

const sheet = $('sheet');
let before = null;

export function openSheet(url, title) {
  if (!/^https?:\/\//.test(url)) return;
  before = document.activeElement;
  $('sheet-title').textContent = title || url;
  $('sheet-out').href = url;
  $('sheet-page').src = url;
  sheet.hidden = false;
  $('sheet-close').focus();
}

function close() {
  if (sheet.hidden) return;
  sheet.hidden = true;
  $('sheet-page').src = 'about:blank';
  before?.focus();
}

$('sheet-close').addEventListener('click', close);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
