// WeChat's way of writing times, always in Beijing's zone.

const offset = 8 * 3600e3;
const day = 24 * 3600e3;
const weekdays = ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'];

const parts = (date) => new Date(date.getTime() + offset);
const two = (n) => String(n).padStart(2, '0');
const civil = (date) => Math.floor((date.getTime() + offset) / day);

export function clockTime(date) {
  const at = parts(date);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

// stamp is the grey time over messages: the hour today, 昨天, the weekday within a week, else the date.
export function stamp(date, now) {
  const at = parts(date);
  const ago = civil(now) - civil(date);
  if (ago <= 0) return clockTime(date);
  if (ago === 1) return `昨天 ${clockTime(date)}`;
  if (ago < 7) return `${weekdays[at.getUTCDay()]} ${clockTime(date)}`;
  const date_ = `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${clockTime(date)}`;
  return at.getUTCFullYear() === parts(now).getUTCFullYear() ? date_ : `${at.getUTCFullYear()}年${date_}`;
}

export function fullTime(date) {
  const at = parts(date);
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日（${weekdays[at.getUTCDay()].replace('星期', '周')}）`
    + ` ${clockTime(date)}:${two(at.getUTCSeconds())}`;
}

// A virtual clock that runs on between the server's words.
export class Clock {
  set(now) {
    this.base = new Date(now).getTime();
    this.read = performance.now();
  }
  now() {
    return new Date((this.base ?? Date.now()) + (this.read === undefined ? 0 : performance.now() - this.read));
  }
}
