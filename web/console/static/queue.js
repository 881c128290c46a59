// What was entered on this telephone and has not arrived: kept in IndexedDB, sent when there is a network.
// A form has a key that it keeps for life, so that one which is sent twice is one event.

const most = 120000; // milliseconds that one sending may take

function database() {
  return new Promise((ok, no) => {
    const r = indexedDB.open('pufa-events', 1);
    r.onupgradeneeded = () => r.result.createObjectStore('forms', { keyPath: 'key' });
    r.onsuccess = () => ok(r.result);
    r.onerror = () => no(r.error);
  });
}

async function transact(mode, work) {
  const db = await database();
  try {
    return await new Promise((ok, no) => {
      const t = db.transaction('forms', mode);
      const r = work(t.objectStore('forms'));
      t.oncomplete = () => ok(r.result);
      t.onerror = t.onabort = () => no(t.error);
    });
  } finally {
    db.close();
  }
}

export const keep = (item) => transact('readwrite', (s) => s.put(item));
export const drop = (key) => transact('readwrite', (s) => s.delete(key));
export const find = (key) => transact('readonly', (s) => s.get(key));
export const all = () => transact('readonly', (s) => s.getAll());

async function ask(path, body, type) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), most);
  try {
    const headers = { Accept: 'application/json' };
    if (type) headers['Content-Type'] = type;
    const r = await fetch(path, { method: 'POST', body, headers, signal: stop.signal, credentials: 'same-origin', redirect: 'error' });
    const json = (r.headers.get('Content-Type') || '').startsWith('application/json');
    return { status: r.status, said: json ? await r.json() : null };
  } finally {
    clearTimeout(clock);
  }
}

// refusedBy tells what is wrong, where the server has said so; what it has not said is tried again.
function refusedBy(answer) {
  return answer.said && [400, 409, 413].includes(answer.status) ? answer.said : null;
}

async function sendPhotos(item, tell) {
  const rest = item.photos.filter((p) => !p.id);
  for (const [i, p] of rest.entries()) {
    tell(`正在送第 ${i + 1} 张照片，共 ${rest.length} 张……`);
    const answer = await ask('/console/photos', p.bytes, p.type || 'application/octet-stream');
    const no = refusedBy(answer);
    if (no) return { status: answer.status, said: { say: '', faults: [{ field: 'photos', say: `第 ${item.photos.indexOf(p) + 1} 张：${no.say}` }] } };
    if (answer.status !== 200 || !answer.said) return answer;
    p.id = answer.said.id;
    await keep(item);
  }
  return null;
}

function fieldsOf(item) {
  const body = new URLSearchParams(item.fields);
  body.set('key', item.key);
  for (const p of item.photos) {
    body.append('photo', p.id);
    body.append('photo.caption', p.caption || '');
  }
  return body;
}

async function sendOnce(item, tell) {
  const stopped = await sendPhotos(item, tell);
  if (stopped) return stopped;
  tell('正在保存……');
  return ask(item.action, fieldsOf(item));
}

// settle writes down what became of a sending and returns it: sent, refused, pass, waiting.
async function settle(item, answer) {
  const no = answer && refusedBy(answer);
  if (answer && answer.status === 200 && answer.said && answer.said.number) {
    Object.assign(item, { state: answer.said.changed ? 'changed' : 'sent', path: answer.said.path, number: answer.said.number });
    await (answer.said.changed ? keep(item) : drop(item.key));
    return item.state;
  }
  if (answer && answer.status === 403) {
    item.state = 'pass';
  } else if (no && no.missing && !item.again) {
    const gone = new Set(no.missing);
    for (const p of item.photos) if (gone.has(p.id)) p.id = '';
    Object.assign(item, { state: 'waiting', next: 0, again: true });
  } else if (no) {
    Object.assign(item, { state: 'refused', say: no.say || '', faults: no.faults || [] });
  } else {
    item.tries = (item.tries || 0) + 1;
    Object.assign(item, { state: 'waiting', next: Date.now() + Math.min(300000, 2500 * 2 ** item.tries), reached: Boolean(answer) });
  }
  await keep(item);
  return item.state;
}

const alone = (work) => (navigator.locks ? navigator.locks.request('pufa-events', work) : work());

// send sends one form and returns what became of it.
export function send(key, tell = () => {}) {
  return alone(async () => {
    for (;;) {
      const item = await find(key);
      if (!item) return { state: 'sent' }; // another page has sent it
      if (item.state === 'draft') return item;
      let answer = null;
      try {
        answer = await sendOnce(item, tell);
      } catch (e) {
        if (e instanceof DOMException && e.name !== 'AbortError') throw e; // the store, not the network
      }
      const before = item.again;
      await settle(item, answer);
      if (!(item.again && !before)) return item;
    }
  });
}

// flush sends what waits. Whoever had no pass any more is asked again only where a page is opened anew.
async function flush(opened) {
  if (flushing) return;
  flushing = true;
  try { await sendAll(opened); } finally { flushing = false; }
}

let flushing = false;

async function sendAll(opened) {
  for (const item of await all()) {
    const due = item.state === 'waiting' && (opened || (item.next || 0) <= Date.now());
    if (!due && !(opened && item.state === 'pass')) continue;
    const done = await send(item.key);
    if (done.state === 'sent' && done.number) sent.push(done);
    if (done.state === 'waiting' && !done.reached) break; // no network: the others would fail too
  }
  await show();
}

const sent = [];

const words = {
  waiting: '等网络，会自动送出',
  pass: '登录过期了。重新登录后会自动送出',
  refused: '没有收下，请打开改',
  changed: '先前已经送到，后来改的没有存',
};

function element(name, text, more = {}) {
  const e = document.createElement(name);
  e.textContent = text;
  return Object.assign(e, more);
}

function line(item) {
  const li = document.createElement('li');
  const said = item.state === 'refused' ? [item.say, ...(item.faults || []).map((f) => f.say)].filter(Boolean).join('；') : '';
  const photos = item.photos.length ? `，${item.photos.length} 张照片` : '';
  li.append(element('b', item.label || '没写名称的活动'), element('span', `${photos}：${words[item.state]}${said ? '：' + said : ''}。`));
  const acts = element('p', '', { className: 'acts' });
  const act = (text, work) => acts.append(element('button', text, { type: 'button', className: 'plain', onclick: work }));
  if (item.state === 'changed') acts.append(element('a', `看 ${item.number}`, { href: item.path }));
  else act('打开改', () => edit(item));
  if (item.state === 'waiting') act('现在送', async () => { await send(item.key).then((done) => done.number && sent.push(done)); await show(); });
  act('删掉', async () => { if (confirm('删掉就找不回来了。真的删掉这一份？')) { await drop(item.key); await show(); } });
  li.append(acts);
  return li;
}

async function edit(item) {
  const there = await alone(async () => {
    const is = await find(item.key);
    if (is) await keep({ ...is, state: 'draft' });
    return is;
  });
  if (!there) { await show(); return; } // it has just been sent
  const at = item.action + '#form=' + item.key;
  if (location.pathname === item.action) {
    location.hash = 'form=' + item.key;
    location.reload();
  } else location.href = at;
}

// show lists what has not arrived at the top of the page.
export async function show() {
  const rest = (await all()).filter((i) => i.state !== 'draft');
  let box = document.getElementById('unsent');
  if (!box) {
    box = Object.assign(document.createElement('section'), { id: 'unsent', className: 'unsent' });
    box.setAttribute('aria-live', 'polite');
    document.querySelector('main h1').after(box);
  }
  box.replaceChildren();
  for (const done of sent) {
    const p = element('p', '已送出：', { className: 'done' });
    p.append(element('a', `${done.number} ${done.label}`, { href: done.path }));
    box.append(p);
  }
  if (rest.length) {
    const ul = document.createElement('ul');
    ul.append(...rest.map(line));
    box.append(element('h2', `这部手机里还有 ${rest.length} 份没送出`), ul);
  }
  box.hidden = !box.childNodes.length;
}

const quiet = (e) => console.warn('forms are not kept here', e);

if ('indexedDB' in self) {
  flush(true).catch(quiet);
  addEventListener('online', () => flush(true).catch(quiet));
  document.addEventListener('visibilitychange', () => { if (!document.hidden) flush(false).catch(quiet); });
  setInterval(() => flush(false).catch(quiet), 10000);
}
// Who leaves takes the form along: the next to open it needs a pass.
document.querySelectorAll('form[action="/console/leave"]').forEach((leave) => leave.addEventListener('submit', () => { self.caches?.delete('pufa-shell-1'); }));
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/console/sw.js', { scope: '/console/' }).catch(quiet);
