/** What every page does: a menu closes, a form is sent once, a dangerous button asks first. */

/** Closes open menus when something else is touched, or Escape is pressed. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (event.type === 'keydown' ? event.key === 'Escape' : !menu.contains(event.target)) {
      menu.open = false;
      if (event.type === 'keydown') menu.querySelector('summary').focus();
    }
  }
}

/** A second click sends nothing; coming back with the back button makes the form usable again. */
function sendOnce(event) {
  const form = event.target;
  const question = event.submitter?.dataset.ask ?? form.dataset.ask;
  if (form.dataset.sent || (question && !window.confirm(question))) {
    event.preventDefault();
    return;
  }
  if (form.method === 'post') form.dataset.sent = 'yes';
}

/** What stands behind the # of the address goes on with the form: it says where the person was going. */
function keepPlace() {
  for (const form of document.querySelectorAll('form[data-keep-place]')) form.action += window.location.hash;
}

keepPlace();
document.addEventListener('click', closeMenus);
document.addEventListener('keydown', closeMenus);
document.addEventListener('submit', sendOnce);
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});
