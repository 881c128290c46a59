// The phone page: whose phone it is, what they do, what comes back.
import { $, get, listen, post, el } from './net.js';
import { Clock } from './time.js';
import { Talk } from './talk.js';
import { Panel } from './panel.js';
import { openSheet } from './sheet.js';
import { drawMenu } from './menu.js';
import { askNotices } from './notice.js';

const clock = new Clock();
let state = null;
let chosen = localStorage.getItem('person');
const busy = new Map(); // by person: what waits for an answer
let asking = 0; // questions for the state that went out,
let answered = 0; // and the newest that came back: an older answer is worth nothing

const talk = new Talk(clock, {
  choice: (choice) => say({ type: 'choice', text: choice.id || choice.text }, choice.text),
  link: openSheet,
  again: (text) => say({ type: 'text', text }, text),
});
const panel = new Panel(clock, {
  choose: (openid) => choose(openid),
  add: async (name, kind) => choose((await post('/sim/followers', { name, kind })).openid),
  scan: (scene) => act('scan', { scene }),
  follow: () => act('follow'),
  unfollow: () => act('unfollow'),
  settings: (change) => act('settings', change),
  examples: () => examples(true),
});

const person = () => state.people.find((p) => p.openid === chosen) || state.people[0];

async function refresh() {
  const asked = ++asking;
  const fresh = await get('/phone/state');
  if (asked < answered) return;
  answered = asked;
  state = fresh;
  clock.set(state.now);
  chosen = person().openid;
  $('account').textContent = state.account.name;
  document.title = `${state.account.name} · 微信模拟器`;
  $('who-name').textContent = person().name;
  $('who-face').textContent = [...person().name][0];
  $('who-face').className = `avatar small ${person().kind}`;
  $('follow').hidden = person().following || !person().ever;
  panel.draw(state, person());
  talk.restamp();
}

async function choose(openid) {
  chosen = openid;
  localStorage.setItem('person', openid);
  await openScreen();
  if (!person().ever) await act('follow');
  $('words').focus({ preventScroll: true });
}

async function openScreen() {
  await refresh();
  const openid = chosen;
  document.cookie = `${state.cookie}=${openid}; path=/; SameSite=Lax`;
  if (localStorage.getItem('browser') !== openid) { // every phone has a browser of its own
    await post('/phone/browser');
    localStorage.setItem('browser', openid);
  }
  talk.open(person());
  const screen = await get(`/phone/screens/${openid}`);
  if (openid !== chosen) return;
  talk.merge(screen.shown);
  drawMenu(screen.menu, tapMenu);
  talk.waiting(isBusy());
  examples(localStorage.getItem('examples') !== 'off');
}

// act does something as the chosen person and waits until the account has answered.
async function act(action, body) {
  const openid = chosen;
  waiting(openid, 1);
  try {
    return await post(`/sim/followers/${openid}/${action}`, body);
  } catch (error) {
    if (openid === chosen) talk.note(`没有办成：${error.message}`);
    throw error;
  } finally {
    waiting(openid, -1);
    await refresh();
  }
}

const isBusy = () => (busy.get(chosen) || 0) > 0;

function waiting(openid, change) {
  busy.set(openid, (busy.get(openid) || 0) + change);
  talk.waiting(isBusy());
}

async function say(message, text) {
  const row = talk.sending(text);
  try {
    await act('messages', message);
  } catch {
    talk.undone(row, text);
  }
}

function tapMenu(button) {
  if (button.type === 'view' || button.type === 'miniprogram') {
    openSheet(button.url, button.name);
    act('messages', { type: 'view', url: button.url }).catch(() => {});
    return;
  }
  act('messages', { type: 'click', key: button.key }).catch(() => {});
}

function send() {
  const text = $('words').value.trim();
  if (!text) return;
  $('words').value = '';
  resize();
  say({ type: 'text', text }, text);
}

function resize() {
  const words = $('words');
  words.style.height = 'auto';
  words.style.height = `${words.scrollHeight + 2}px`;
  $('send').disabled = !words.value.trim();
}

function examples(on) {
  localStorage.setItem('examples', on ? 'on' : 'off');
  $('examples').hidden = !on;
  const first = person().kind === 'enterprise' ? ['我是企业'] : [];
  $('chips').replaceChildren(...[...first, ...state.examples].map((question, at) => el('button', {
    type: 'button', class: at < first.length ? 'first' : '',
    onclick: () => say({ type: 'text', text: question }, question),
  }, question)));
}

const samples = {
  image: { type: 'image' }, voice: { type: 'voice' }, video: { type: 'video' },
  location: { type: 'location', lat: 39.9087, lng: 116.3975, text: '示例街道社区服务中心' },
  link: { type: 'link', title: '一篇分享来的文章', text: '朋友转发', url: 'https://example.com/article' },
};

function wire() {
  $('input').addEventListener('submit', (event) => { event.preventDefault(); send(); });
  $('words').addEventListener('input', resize);
  let shift = false;
  $('words').addEventListener('keydown', (event) => {
    shift = event.shiftKey;
    if (event.key === 'Enter' && !shift && !event.isComposing) { event.preventDefault(); send(); }
  });
  // Keyboards on glass tell of a line break, not of a key.
  $('words').addEventListener('beforeinput', (event) => {
    if (event.inputType === 'insertLineBreak' && !shift) { event.preventDefault(); send(); }
  });
  $('more').addEventListener('click', () => {
    $('extras').hidden = !$('extras').hidden;
    $('more').setAttribute('aria-expanded', String(!$('extras').hidden));
  });
  for (const button of $('extras').querySelectorAll('button[data-send]')) {
    button.addEventListener('click', () => {
      $('more').click();
      act('messages', samples[button.dataset.send]).catch(() => {});
    });
  }
  $('ask-notices').addEventListener('click', () => {
    $('more').click();
    askNotices(state.notices, (answers) => act('messages', { type: 'popup', answers }).catch(() => {}));
  });
  $('hide-examples').addEventListener('click', () => examples(false));
  $('follow-now').addEventListener('click', () => act('follow').catch(() => {}));
}

// updates are the stream's words about every person; those about others only count for the panel.
function update(u) {
  const mine = u.openid === chosen && u.openid === talk.person?.openid;
  if (u.kind === 'shown' && mine) talk.add(u.shown);
  if (u.kind === 'typing' && mine) talk.waiting(u.on || isBusy());
  if (u.kind === 'attempt' && mine) talk.note(`公众号没有回应，微信正在重新推送（第 ${u.try} 次）…`);
  if (u.kind === 'menu') get(`/phone/screens/${chosen}`).then((screen) => drawMenu(screen.menu, tapMenu));
  if (['record', 'people', 'clock', 'mass'].includes(u.kind)) refresh();
}

wire();
await refresh();
listen(update, openScreen);
await choose(person().openid);
