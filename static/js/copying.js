/** Copies the text of a field: `<button data-copy="field id" data-copied="what to say">`. */

/** Puts the field's text on the clipboard; where the browser does not let us, it is marked for the person to copy. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.focus();
  field.select();
  const said = document.querySelector('[data-copy-said]');
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = button.dataset.copied;
  } catch {
    said.textContent = document.execCommand('copy') ? button.dataset.copied : '';
  }
}

for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(button));
