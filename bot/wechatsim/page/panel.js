// The side panel: whose phone, the clock, faults, the log.
import { $, el, post } from './net.js';
import { clockTime, fullTime } from './time.js';

const kinds = { resident: '居民', enterprise: '企业' };
const accounts = { subscription: '订阅号', service: '服务号' };
const modes = { plain: '明文模式', compatible: '兼容模式', safe: '安全模式' };

// How the log names what was pushed and what came back.
const words = {
  text: '文字', image: '图片', voice: '语音', video: '视频', location: '位置', link: '链接', news: '图文', music: '音乐',
  'event subscribe': '关注', 'event unsubscribe': '取消关注', 'event SCAN': '扫码', 'event CLICK': '点菜单', 'event VIEW': '菜单打开网页',
  'event MASSSENDJOBFINISH': '群发结果', 'event PUBLISHJOBFINISH': '发布结果', 'event TEMPLATESENDJOBFINISH': '模板消息结果',
  'event subscribe_msg_popup_event': '订阅弹窗', 'event subscribe_msg_sent_event': '订阅通知结果', 'event subscribe_msg_change_event': '订阅变更',
};

export class Panel {
  // on: { choose(openid), add(name, kind), scan(scene), follow(), unfollow(), settings(), examples() }
  constructor(clock, on) {
    this.clock = clock;
    this.on = on;
    this.wire();
    setInterval(() => this.tick(), 1000);
  }

  wire() {
    $('open-panel').addEventListener('click', () => this.open(true));
    $('who').addEventListener('click', () => this.open(true));
    $('close-panel').addEventListener('click', () => this.open(false));
    $('add').addEventListener('submit', (event) => {
      event.preventDefault();
      this.on.add($('add-name').value.trim(), $('add-kind').value);
      $('add-name').value = '';
    });
    $('scan').addEventListener('submit', (event) => {
      event.preventDefault();
      this.open(false);
      this.on.scan($('scan-scene').value.trim());
    });
    $('toggle-follow').addEventListener('click', () => { this.open(false); this.person.following ? this.on.unfollow() : this.on.follow(); });
    for (const id of ['refusing', 'blocked']) {
      $(id).addEventListener('change', () => this.on.settings({ [id]: $(id).checked }));
    }
    for (const button of $('clock').querySelectorAll('button')) {
      button.addEventListener('click', () => post('/sim/clock', { advance: button.dataset.advance }));
    }
    $('fault').addEventListener('submit', (event) => this.fault(event));
    $('show-examples').addEventListener('click', () => { this.open(false); this.on.examples(); });
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') this.open(false); });
  }

  open(on) {
    $('panel').classList.toggle('open', on);
    $('open-panel').setAttribute('aria-expanded', String(on));
    if (on) $('people').querySelector('[aria-checked=true]')?.focus();
  }

  async fault(event) {
    event.preventDefault();
    const select = $('fault-kind');
    await post('/sim/faults', { kind: select.value });
    $('fault-note').textContent = `已安排：${select.selectedOptions[0].textContent.trim()}`;
  }

  tick() { $('now').textContent = fullTime(this.clock.now()); }

  draw(state, person) {
    this.person = person;
    const { account } = state;
    $('account-note').textContent = `${account.verified ? '已认证' : '未认证'}${accounts[account.kind]} · ${modes[account.mode]}`
      + (account.callback ? '' : ' · 还没有填写服务器地址');
    this.tick();
    $('people').replaceChildren(...state.people.map((p) => this.face(p)));
    $('toggle-follow').textContent = person.following ? '取消关注' : '关注公众号';
    $('refusing').checked = person.refusing;
    $('blocked').checked = person.blocked;
    this.confirmations(state.waiting || []);
    $('records').replaceChildren(...state.records.map((r) => this.line(r, state.people)).reverse());
    if (!state.records.length) $('records').append(el('li', { class: 'none' }, '发一条消息，就会看到推送'));
  }

  face(p) {
    const chosen = p.openid === this.person.openid;
    return el('button', {
      type: 'button', role: 'radio', 'aria-checked': String(chosen),
      onclick: () => { this.open(false); this.on.choose(p.openid); },
    }, el('span', { class: `avatar small ${p.kind}`, 'aria-hidden': 'true' }, [...p.name][0]),
    el('span', {}, el('b', {}, p.name), el('small', {}, `${kinds[p.kind]}${p.following ? '' : ' · 未关注'}`)));
  }

  confirmations(ids) {
    $('waiting').hidden = !ids.length;
    $('waiting-list').replaceChildren(...ids.map((id) => el('li', { class: 'row' }, `群发 ${id}`,
      el('button', { type: 'button', onclick: () => post(`/sim/mass/${id}`, { approve: true }) }, '同意'),
      el('button', { type: 'button', onclick: () => post(`/sim/mass/${id}`, { approve: false }) }, '拒绝'))));
  }

  line(record, people) {
    const person = people.find((p) => p.openid === record.openid);
    const what = words[record.what] || record.what.replace('event ', '事件 ');
    const how = record.outcome.replace(/^回复 (\w+)$/, (_, kind) => `回复${words[kind] || kind}`);
    const tries = record.attempts > 1 ? ` · 推送 ${record.attempts} 次` : '';
    return el('li', { class: record.failed ? 'failed' : '' },
      el('span', { class: 'when' }, clockTime(new Date(record.at))),
      el('span', { class: 'what' }, `${person ? person.name : '公众号'} · ${what}`),
      el('span', { class: 'took' }, `${record.took_ms} ms`),
      el('span', { class: 'how' }, `${how}${tries}`));
  }
}
