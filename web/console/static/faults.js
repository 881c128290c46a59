// Where on the form a fault belongs.

// placeOf finds the field that the server names; it counts rows without those in which nothing stands.
export function placeOf(form, field) {
  const row = /^(heads|handouts|enterprises)\[(\d+)\]\.(\w+)$/.exec(field);
  if (!row) {
    const name = field.replace(/\[.*/, '');
    return form.querySelector(`.field [name="${name}"]:not([type=hidden])`) || form.querySelector('#f-' + name);
  }
  const said = (line) => [...line.querySelectorAll('input')].some((input) => input.value.trim());
  const lines = [...form.querySelectorAll('.line')].filter((line) => line.querySelector(`[name^="${row[1]}."]`) && said(line));
  return lines[row[2] - 1]?.querySelector(`[name="${row[1]}.${row[3]}"]`);
}

export function faultless(form) {
  form.querySelectorAll('[data-fault]').forEach((p) => p.remove());
  form.querySelectorAll('[aria-invalid=true]').forEach((e) => e.setAttribute('aria-invalid', 'false'));
}
