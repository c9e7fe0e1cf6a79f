/** What every page does: a menu closes, a form is sent once, a dangerous button asks first. */

import { chooseLanguage } from './tablet/worker-of-site.js';

/** Closes open menus when something else is touched, or Escape is pressed. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (event.type === 'keydown' ? event.key === 'Escape' : !menu.contains(event.target)) {
      menu.open = false;
      if (event.type === 'keydown') menu.querySelector('summary').focus();
    }
  }
}

/** Whether a field no longer holds what the page came with. */
function changed(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (!field.options) return !['hidden', 'password'].includes(field.type) && field.value !== (field.defaultValue ?? '');
  return [...field.options].some((one) => one.selected !== one.defaultSelected && (one.defaultSelected || one.index > 0));
}

/** Whether the page holds entries that were not sent, or were refused. */
function unsent() {
  const fields = document.querySelectorAll('main form[method="post"] :is(input, textarea, select)');
  return [...fields].some(changed) || document.querySelector('main form .problem') !== null;
}

/** A second click sends nothing; coming back with the back button makes the form usable again. */
function sendOnce(event) {
  const form = event.target;
  const question = event.submitter?.dataset.ask ?? form.dataset.ask ?? (unsent() && form.dataset.askUnsent);
  if (form.dataset.sent || (question && !window.confirm(question))) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post') form.dataset.sent = 'yes';
}

/** Pages that open with no network change their language, too. */
function keepLanguage(event) {
  const chosen = /\/language\/(\w+)$/.exec(event.target.action)?.[1];
  if (chosen && !event.defaultPrevented) chooseLanguage(chosen);
}

/** What stands behind the # of the address goes on with the form: it says where the person was going. */
function keepPlace() {
  for (const form of document.querySelectorAll('form[data-keep-place]')) form.action += window.location.hash;
}

/** Who signs out on a tablet is shown what waits on it, before anything happens. */
async function signOut(event) {
  const form = event.target;
  const dialog = document.getElementById('leaving');
  if (event.defaultPrevented || !form.matches('[data-sign-out]') || !('indexedDB' in window)) return;
  event.preventDefault();
  delete form.dataset.sent;
  try {
    const { leave } = await import('./tablet/leaving.js');
    await leave(form, dialog);
  } catch (error) {
    dialog.querySelector(`[data-say="${navigator.onLine ? 'failed' : 'offline'}"]`).hidden = false;
    if (!dialog.open) dialog.showModal();
    throw error;
  }
}

keepPlace();
document.addEventListener('click', closeMenus);
document.addEventListener('keydown', closeMenus);
document.addEventListener('submit', sendOnce);
document.addEventListener('submit', keepLanguage);
document.addEventListener('submit', signOut);
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});
