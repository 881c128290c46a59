// Shows beside the form what is being written as people will see it, and warns who would leave it unsaved.
const form = document.getElementById('entry-form');
const shown = document.getElementById('entry-preview');
let clock, asked = 0, changed = false;

async function preview() {
  const mine = ++asked;
  try {
    const answer = await fetch('/console/entries/preview', { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin', redirect: 'error' });
    if (answer.ok && mine === asked) shown.innerHTML = await answer.text();
  } catch { /* no network: what is shown stays */ }
}

form.addEventListener('input', () => {
  changed = true;
  clearTimeout(clock);
  clock = setTimeout(preview, 700);
});
form.addEventListener('submit', () => { changed = false; });
addEventListener('beforeunload', (e) => { if (changed) e.preventDefault(); });
if (form.elements.title.value) preview();
