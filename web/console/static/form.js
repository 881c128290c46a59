// The form of an event: kept on the telephone as it is typed, photos too, and sent through the queue.
// Without this file the form works as any other.
import { wrongCode } from './credit.js';
import { faultless, placeOf } from './faults.js';
import { drawn, smaller } from './photos.js';
import { all, drop, find, keep, send, show } from './queue.js';

const form = document.getElementById('event-form');
const told = document.getElementById('told');
const photoBox = form.querySelector('.photos');
const fresh = form.dataset.mode === 'new' || form.dataset.mode === 'shell';
const free = () => 12 - photoBox.children.length;
let item = null; // what is kept of this form
let changed = false;
let timer = 0;

function tell(text, good) {
  told.textContent = text;
  told.className = good ? 'done' : 'warn';
  told.hidden = !text;
  if (text) told.scrollIntoView({ block: 'nearest' });
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(26)), (b) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[b & 31]).join('');
}

function typed() {
  return [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !['key', 'save', 'more'].includes(name));
}

function gather() {
  item.fields = typed();
  item.label = form.elements.name.value.trim();
  item.at = Date.now();
}

async function save() {
  clearTimeout(timer);
  if (!item || !changed || item.state !== 'draft') return;
  gather();
  await keep(item);
}

function later() {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(() => save().catch(noStore), item?.photos.length ? 1000 : 300); // photos are written anew each time
}

function noStore() {
  tell('这部手机存不下这份表了。请先把没送出的送掉，或去掉几张照片；不要关掉这一页。');
}

function addRow(list) {
  const rows = form.querySelector(`[data-rows="${list}"]`);
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelectorAll('input').forEach((i) => { i.value = ''; });
  row.querySelectorAll('.bad').forEach((p) => { p.hidden = true; });
  row.removeAttribute('id');
  rows.append(row);
  return row;
}

function restore(fields) {
  for (const list of ['handouts', 'enterprises']) {
    const want = fields.filter(([n]) => n === list + '.name').length;
    while (form.querySelectorAll(`[name="${list}.name"]`).length < want) addRow(list);
  }
  const left = new Map();
  for (const [name, value] of fields) left.set(name, [...(left.get(name) || []), value]);
  for (const e of form.elements) {
    if (!e.name || e.type === 'file' || e.tagName === 'BUTTON' || ['key', 'photo', 'photo.caption', 'photo.drop'].includes(e.name)) continue;
    if (e.type === 'checkbox' || e.type === 'radio') e.checked = (left.get(e.name) || []).includes(e.value);
    else if (left.has(e.name)) e.value = left.get(e.name).shift() ?? '';
  }
  form.querySelectorAll('details').forEach((d) => { d.open ||= [...d.querySelectorAll('input, select')].some((i) => (i.type === 'checkbox' ? i.checked : i.value)); });
}

function planned() {
  const plan = form.querySelector('[name=state][value=planned]')?.checked;
  form.querySelectorAll('.held').forEach((box) => {
    box.hidden = Boolean(plan);
    box.querySelectorAll('input, select, textarea').forEach((e) => { e.disabled = Boolean(plan); });
  });
}

async function preview(photo) {
  const figure = document.createElement('figure');
  const caption = Object.assign(document.createElement('input'), { value: photo.caption || '', maxLength: 60, placeholder: '说明', ariaLabel: '照片说明' });
  caption.addEventListener('input', () => { photo.caption = caption.value; });
  const gone = Object.assign(document.createElement('button'), { type: 'button', className: 'plain', textContent: '不要这张' });
  gone.addEventListener('click', () => { item.photos.splice(item.photos.indexOf(photo), 1); figure.remove(); later(); });
  figure.append(await drawn(photo), caption, gone);
  photoBox.append(figure);
}

async function addPhotos(input) {
  const files = [...input.files];
  input.value = '';
  tell('');
  for (const file of files) {
    if (free() <= 0) { tell('一场活动最多 12 张照片，多的没有收下。'); break; }
    try {
      const photo = { ...(await smaller(file)), caption: '', id: '' };
      if (photo.bytes.byteLength > 20 * 2 ** 20) throw new Error('too large');
      item.photos.push(photo);
      await preview(photo);
    } catch {
      tell(`“${file.name}”打不开，没有收下：不是照片，或太大。请重新拍一张，或截图后再选。`);
      continue;
    }
    changed = true;
    await save().catch(noStore);
  }
}

function checkCode(input, finished) {
  const say = finished || input.value.replace(/[\s\-]/g, '').length >= 18 ? wrongCode(input.value) : '';
  const place = input.closest('.line').querySelector('[data-code]');
  place.textContent = say;
  place.hidden = !say;
  input.setAttribute('aria-invalid', say ? 'true' : 'false');
}

function missing() {
  if (!form.elements.name.value.trim()) return ['name', '请写活动名称。'];
  if (!form.elements.start.value) return ['start', '请写开始时间。'];
  for (const e of form.querySelectorAll('[inputmode=numeric]:not(:disabled)')) {
    if (!/^[\d０-９,， 　]*$/.test(e.value)) return [e, `“${e.value}”不是数字，请改正。`];
  }
  return null;
}

function faulty(no) {
  const faults = no.faults || [];
  tell(['没有保存，改好再按保存；写的都还在。', no.say, ...faults.map((f) => f.say)].filter(Boolean).join('\n'));
  for (const [i, f] of faults.entries()) {
    const field = placeOf(form, f.field);
    if (!field) continue;
    const say = Object.assign(document.createElement('p'), { className: 'bad', textContent: f.say });
    say.dataset.fault = '';
    if (field.matches('input, select, textarea')) field.setAttribute('aria-invalid', 'true');
    const box = field.closest('.line, .field') || field;
    box.querySelectorAll('[data-code]').forEach((p) => { p.hidden = true; }); // the server says the same
    box.append(say);
    for (let d = field.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
    if (!i) say.scrollIntoView({ block: 'center' });
  }
}

function begin() {
  item = { key: fresh ? newKey() : form.elements.key.value || newKey(), action: form.getAttribute('action'), state: 'draft', fields: [], photos: [], label: '' };
  changed = false;
}

function clear() {
  faultless(form);
  form.reset();
  photoBox.replaceChildren();
  begin();
  likely(true);
  planned();
}

// likely fills in what a page from the telephone cannot know: now, and how it was the last time.
function likely(again) {
  if (!fresh) return;
  if (again || !form.elements.start.value) form.elements.start.value = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 16);
  if (!again && form.dataset.mode !== 'shell') return;
  const last = JSON.parse(localStorage.getItem('pufa-last') || '{}');
  for (const name of ['community', 'form', 'organiser']) if (last[name]) form.elements[name].value = last[name];
}

function remember() {
  localStorage.setItem('pufa-last', JSON.stringify(Object.fromEntries(['community', 'form', 'organiser'].map((n) => [n, form.elements[n].value]))));
}

async function submit() {
  faultless(form);
  const no = missing();
  if (no) {
    tell(no[1]);
    (typeof no[0] === 'string' ? form.elements[no[0]] : no[0]).focus();
    return;
  }
  remember();
  clearTimeout(timer);
  gather();
  form.inert = true; // what is typed while it is sent would be lost
  try { await sendOff(); } finally { form.inert = false; }
}

async function sendOff() {
  Object.assign(item, { state: 'waiting', next: Date.now() + 60000, say: '', faults: [], again: false });
  await keep(item);
  const done = await send(item.key, (text) => tell(text, true));
  switch (done.state) {
    case 'sent':
    case 'changed':
      changed = false;
      location.href = done.path || '/console/';
      return;
    case 'refused':
      item = { ...done, state: 'draft' };
      await keep(item);
      faulty(done);
      return;
    case 'pass':
      tell('登录过期了。表已存在手机里：重新登录后会自动送出。');
      break;
    default:
      navigator.storage?.persist?.();
      tell(done.reached ? '服务器暂时没有收下。表已存在手机里，会自动再送。' : '没有网络，已存在手机里，连上网会自动送出。');
  }
  if (fresh) clear();
  else form.hidden = true;
  await show();
  scrollTo(0, 0);
}

async function resume() {
  const asked = new URLSearchParams(location.hash.slice(1)).get('form');
  const action = form.getAttribute('action');
  const drafts = (await all()).filter((i) => i.state === 'draft' && i.action === action).sort((a, b) => b.at - a.at);
  const found = (asked && await find(asked)) || drafts[0];
  begin();
  if (!found || found.action !== action) return;
  const revision = (found.fields.find(([n]) => n === 'revision') || [])[1];
  if (!fresh && revision !== form.elements.revision.value) { await drop(found.key); return; }
  item = { ...found, state: 'draft' };
  changed = true;
  restore(found.fields);
  for (const p of item.photos) await preview(p);
  await keep(item);
  if (found.say || found.faults?.length) faulty(found);
  else {
    tell('接着上次没写完的写。 ', true);
    const anew = Object.assign(document.createElement('button'), { type: 'button', className: 'plain', textContent: '不要了，重新写' });
    anew.addEventListener('click', async () => { await drop(item.key); clear(); tell(''); if (!fresh) location.reload(); });
    told.append(anew);
  }
}

function listen() {
  form.addEventListener('input', (e) => { if (e.target.name === 'enterprises.code') checkCode(e.target); later(); });
  form.addEventListener('change', (e) => {
    if (e.target.type === 'file') addPhotos(e.target);
    if (e.target.name === 'enterprises.code') checkCode(e.target, true);
    if (e.target.name === 'state') planned();
  });
  form.addEventListener('click', (e) => {
    const button = e.target.closest('button');
    if (button?.dataset.step) {
      const input = button.parentElement.querySelector('input');
      input.value = Math.max(0, (parseInt(input.value, 10) || 0) + Number(button.dataset.step)) || '';
      later();
    } else if (button?.name === 'more') {
      e.preventDefault();
      addRow(button.value).querySelector('input').focus();
    }
  });
  form.addEventListener('keydown', (e) => { if (e.key === 'Enter' && e.target.matches('input')) e.preventDefault(); }); // 完成 on a keyboard is not 保存
  form.addEventListener('submit', (e) => {
    e.preventDefault();
    const buttons = form.querySelectorAll('button[name=save]');
    if (buttons[0].disabled) return;
    buttons.forEach((b) => { b.disabled = true; });
    submit().catch(() => { item.state = 'draft'; noStore(); }).finally(() => buttons.forEach((b) => { b.disabled = false; }));
  });
  addEventListener('pagehide', () => { save().catch(() => {}); });
  addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });
  document.addEventListener('visibilitychange', () => { if (document.hidden) save().catch(() => {}); });
}

async function start() {
  await resume();
  likely(false);
  form.querySelectorAll('[data-step]').forEach((b) => { b.hidden = false; });
  planned();
  listen();
  form.dataset.ready = 'yes';
}

// remain keeps on the telephone what the form needs to open without a network.
async function remain() {
  if (!fresh || !('caches' in self)) return;
  const shelf = await caches.open('pufa-shell-1');
  const files = ['console.css', 'form.css', 'queue.js', 'form.js', 'photos.js', 'credit.js', 'faults.js'].map((name) => '/console/static/' + name);
  await Promise.all(['/console/events/shell', ...files].map((path) => shelf.add(path)));
  await navigator.serviceWorker.ready;
  form.dataset.kept = 'yes';
}

const notKept = (e) => console.warn('the form is not kept here', e);
remain().catch(notKept);
addEventListener('online', () => remain().catch(notKept));
start().catch(() => {}); // without a store the form is sent as any other
