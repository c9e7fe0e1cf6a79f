/** A form with a tick at every row: one tick for all rows of the page. */

for (const form of document.querySelectorAll('form[data-ticks]')) {
  const all = form.querySelector('[data-ticks-all]');
  const box = all.querySelector('input');
  const rows = [...form.querySelectorAll('input[name="ids"]:not(:disabled)')];
  all.hidden = rows.length === 0;

  const show = () => {
    const ticked = rows.filter((row) => row.checked).length;
    box.checked = ticked === rows.length;
    box.indeterminate = ticked > 0 && ticked < rows.length;
  };
  box.addEventListener('change', () => {
    for (const row of rows) row.checked = box.checked;
  });
  form.addEventListener('change', (event) => {
    if (event.target !== box) show();
  });
  show();
}
