// The dialog in which a person allows the account to send notifications: WeChat's own, which an
// article of the account or a page opens.
import { $, el } from './net.js';

const dialog = $('notice');

// askNotices offers the account's templates; answer is called with template id to allowed.
export function askNotices(templates, answer) {
  const boxes = templates.map((t) => [t.id, el('input', { type: 'checkbox', checked: true })]);
  $('notice-list').replaceChildren(...templates.map((t, at) =>
    el('li', {}, el('label', {}, boxes[at][1], `${t.name}${t.long_term ? '（长期）' : '（一次）'}`))));
  $('notice-allow').disabled = !templates.length;
  $('notice-none').hidden = templates.length > 0;
  $('notice-allow').onclick = () => done(Object.fromEntries(boxes.map(([id, box]) => [id, box.checked])));
  $('notice-refuse').onclick = () => done(Object.fromEntries(boxes.map(([id]) => [id, false])));
  dialog.showModal();

  function done(answers) {
    dialog.close();
    if (templates.length) answer(answers);
  }
}
