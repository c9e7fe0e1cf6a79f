/** Photographs of the score page: touched, one shows large in a dialog, its marks over it. */

const dialog = document.querySelector('[data-photograph-dialog]');
const all = [...document.querySelectorAll('a[data-photograph]')];
let shown = 0;

/** Shows one of them; before the first comes the last. */
function show(position) {
  shown = (position + all.length) % all.length;
  const link = all[shown];
  const stage = dialog.querySelector('.photograph-stage');
  const picture = new Image();
  picture.src = link.href;
  picture.alt = link.dataset.caption;
  const marks = link.querySelector('.marks');
  stage.replaceChildren(picture, ...(marks ? [marks.cloneNode(true)] : []));
  dialog.querySelector('figcaption').textContent = link.dataset.caption;
}

for (const [position, link] of all.entries()) {
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the reader wants a window of its own
    event.preventDefault();
    show(position);
    dialog.showModal();
  });
}

for (const button of dialog.querySelectorAll('[data-step]')) {
  button.hidden = all.length < 2;
  button.addEventListener('click', (event) => {
    event.preventDefault();
    show(shown + Number(button.dataset.step));
  });
}

dialog.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && all.length > 1) show(shown + step);
});
