// The conversation: bubbles, times, what is on its way.
import { $, el } from './net.js';
import { stamp } from './time.js';

const talk = $('talk');
const newer = $('newer');
const pause = 5 * 60e3; // a time is written after so long a silence

export class Talk {
  // on: { choice(choice), link(url, title), again(text) }
  constructor(clock, on) {
    this.clock = clock;
    this.on = on;
    newer.addEventListener('click', () => this.bottom());
    this.following = true;
    talk.addEventListener('scroll', () => {
      this.following = this.atBottom();
      if (this.following) newer.hidden = true;
    });
    new ResizeObserver(() => this.keep()).observe(talk);
  }

  // keep stays with the newest when a picture arrives or the keyboard opens.
  keep() { if (this.following) this.bottom(); }

  // open begins the conversation of a person; the one that is open already stays.
  open(person) {
    if (this.person?.openid === person.openid) return;
    this.person = person;
    this.onItsWay = null;
    this.dots = null;
    this.shown = new Map();
    this.redraw();
    this.bottom();
  }

  // merge adds what is not there yet, whichever came first: the stream's word or the whole screen.
  merge(list) {
    for (const s of list) this.add(s);
  }

  redraw() {
    talk.replaceChildren();
    this.last = null;
    this.newest = 0;
    for (const s of [...this.shown.values()].sort((a, b) => a.id - b.id)) this.draw(s);
    if (this.onItsWay) talk.append(this.onItsWay);
    if (this.dots) talk.append(this.dots);
    this.keep();
  }

  atBottom() { return talk.scrollHeight - talk.scrollTop - talk.clientHeight < 90; }

  bottom() {
    this.following = true;
    talk.scrollTop = talk.scrollHeight;
    newer.hidden = true;
  }

  // grow appends and keeps the newest in sight, unless the reader has scrolled up.
  grow(node, mine) {
    const follow = mine || this.following;
    talk.append(node);
    if (this.dots) talk.append(this.dots);
    if (follow) this.bottom();
    else newer.hidden = false;
  }

  add(shown) {
    if (this.shown.has(shown.id)) return;
    this.shown.set(shown.id, shown);
    if (shown.side === 'mine' && this.onItsWay) {
      this.onItsWay.remove();
      this.onItsWay = null;
    }
    if (shown.side !== 'mine') this.clearNotes();
    if (Number(shown.id) < this.newest) this.redraw();
    else this.draw(shown);
  }

  draw(shown) {
    this.newest = Number(shown.id);
    this.time(new Date(shown.at));
    this.grow(this.row(shown), shown.side === 'mine');
  }

  time(at) {
    if (this.last && at - this.last < pause) return;
    this.last = at;
    talk.append(el('li', { class: 'stamp' }, el('time', { datetime: at.toISOString() }, stamp(at, this.clock.now()))));
  }

  // restamp writes the times anew after the clock has jumped: today becomes yesterday.
  restamp() {
    for (const time of talk.querySelectorAll('.stamp time')) {
      time.textContent = stamp(new Date(time.dateTime), this.clock.now());
    }
  }

  row(shown) {
    if (shown.side === 'system') {
      const line = el('li', { class: shown.why ? 'line bad' : 'line' }, shown.text);
      if (shown.why) line.append(el('small', {}, `开发者可见：${shown.why}`));
      return line;
    }
    return el('li', { class: `msg ${shown.side}` }, this.face(shown.side), this.content(shown));
  }

  face(side) {
    if (side === 'mine') return el('span', { class: `avatar ${this.person.kind}`, 'aria-label': '我说' }, [...this.person.name][0]);
    return el('span', { class: 'avatar account', 'aria-label': '公众号说' }, '法');
  }

  content(shown) {
    switch (shown.kind) {
      case 'news':
        return el('div', { class: 'bubble bare' }, ...shown.articles.map((article) => this.article(article)));
      case 'image':
        return el('div', { class: 'bubble bare' }, this.picture(`/mmbiz/${encodeURIComponent(shown.media)}`, '图片'));
      case 'voice': return el('div', { class: 'bubble' }, '［语音］');
      case 'video': return el('div', { class: 'bubble' }, `［视频］${shown.text || ''}`);
      case 'location': return el('div', { class: 'bubble' }, `［位置］${shown.text}`);
      case 'link': case 'music': return el('div', { class: 'bubble' }, this.link(shown.link, shown.text));
    }
    const bubble = el('div', { class: 'bubble' }, ...(shown.parts || []).map((part) => this.part(part)));
    if (shown.kind === 'card' && shown.link) bubble.append('\n', this.link(shown.link, '查看详情'));
    return bubble;
  }

  picture(src, alt) { return el('img', { src, alt, onload: () => this.keep() }); }

  part(part) {
    if (part.choice) {
      return el('button', { type: 'button', class: 'choice', onclick: () => this.on.choice(part.choice) }, part.text);
    }
    return part.url ? this.link(part.url, part.text) : document.createTextNode(part.text);
  }

  link(url, text) {
    return el('a', {
      href: url, target: '_blank', rel: 'noopener',
      onclick: (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        this.on.link(url, text);
      },
    }, text || url);
  }

  article(article) {
    const picture = /^https?:/.test(article.picurl) ? this.picture(article.picurl, '') : null;
    return el('button', { type: 'button', class: 'card', onclick: () => this.on.link(article.url, article.title) },
      picture, el('strong', {}, article.title),
      article.description ? el('span', {}, article.description) : null,
      el('em', {}, '阅读全文', el('b', { 'aria-hidden': 'true' }, '›')));
  }

  // sending shows a message before WeChat has it; undone gives it back with a button to try again.
  sending(text) {
    this.time(this.clock.now());
    const wait = el('span', { class: 'wait', role: 'status', 'aria-label': '发送中' });
    this.onItsWay = el('li', { class: 'msg mine' }, this.face('mine'), el('div', { class: 'bubble' }, text), wait);
    this.grow(this.onItsWay, true);
    return this.onItsWay;
  }

  undone(row, text) {
    if (!row.isConnected) return;
    if (this.onItsWay === row) this.onItsWay = null;
    const again = el('button', {
      type: 'button', class: 'undone', 'aria-label': '没有发出，再发一次',
      onclick: () => { row.remove(); this.on.again(text); },
    }, '!');
    row.querySelector('.wait').replaceWith(again);
  }

  // waiting shows that the account is at work.
  waiting(on) {
    $('typing').hidden = !on;
    this.dots?.remove();
    this.dots = null;
    if (!on) return;
    this.dots = el('li', { class: 'msg theirs', 'aria-hidden': 'true' }, this.face('theirs'),
      el('div', { class: 'bubble' }, el('span', { class: 'dots' }, el('i'), el('i'), el('i'))));
    this.grow(this.dots, false);
  }

  // note is a grey line that the next word of the account wipes away.
  note(text) { this.grow(el('li', { class: 'line note-line', role: 'status' }, text), false); }

  clearNotes() { for (const line of talk.querySelectorAll('.note-line')) line.remove(); }
}
