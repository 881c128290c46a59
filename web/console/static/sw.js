// Opens the form of events without a network. It keeps that form, as nobody in particular sees it, and what
// it needs to look right; nothing else of the staff pages is ever kept.
'use strict';
const shelf = 'pufa-shell-1';
const patience = 4000; // milliseconds for a network that hardly answers

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (e) => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('pufa-shell-') && name !== shelf) await caches.delete(name);
  await self.clients.claim();
})()));

async function within(request) {
  let clock;
  const late = new Promise((_, no) => { clock = setTimeout(() => no(new Error('late')), patience); });
  try { return await Promise.race([fetch(request), late]); } finally { clearTimeout(clock); }
}

// kept answers from the network, else with what is kept under the path.
async function kept(request, path) {
  const copy = await (await caches.open(shelf)).match(path);
  if (!copy) return fetch(request);
  try {
    const answer = await within(request);
    // Whose pass has ended, at the scene, can still write: it is sent with the next pass.
    return answer.status < 500 && answer.status !== 403 ? answer : copy;
  } catch { return copy; }
}

const away = () => new Response(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有网络</title><body style="font:18px/1.7 sans-serif;margin:24px"><h1>没有网络</h1><p>这一页要有网络才能看。</p>
<p>登记活动不用等网络：<a href="/console/events/new">登记活动</a>，存在手机里，连上网会自动送出。</p></body></html>`,
{ status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8' } });

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== 'GET' || url.origin !== location.origin) return;
  if (url.pathname.startsWith('/console/static/')) e.respondWith(kept(e.request, url.pathname));
  else if (e.request.mode !== 'navigate') return;
  else if (url.pathname === '/console/events/new') e.respondWith(kept(e.request, '/console/events/shell'));
  else e.respondWith(fetch(e.request).catch(away));
});
