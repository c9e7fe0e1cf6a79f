/** Passwords can be looked at while they are typed, and a sentence says how strong a new one is. */

const LEAST = 10;

/** How hard a password is to guess: the longer and the more varied, the harder. */
export function strength(password) {
  const signs = [...password];
  if (signs.length < LEAST) return 'short';
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^\x00-\x7f]/, /[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/];
  const found = kinds.filter((kind) => kind.test(password)).length;
  const worth = new Set(signs).size + signs.length + 3 * found;
  if (worth < 24) return 'weak';
  return worth < 34 ? 'fair' : 'strong';
}

/** Says the strength below the field. */
function judge(sentence) {
  const field = document.getElementById(sentence.dataset.strengthOf);
  field.addEventListener('input', () => {
    const found = field.value ? strength(field.value) : '';
    sentence.textContent = found ? sentence.dataset[found] : '';
    sentence.className = `strength ${found}`;
  });
}

/** A button that shows and hides every password of the form. */
function addSwitch(form) {
  const fields = form.querySelectorAll('input[type="password"]');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button quiet show-passwords';
  button.textContent = form.dataset.show;
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', () => {
    const shown = button.getAttribute('aria-pressed') !== 'true';
    for (const field of fields) field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
    button.textContent = shown ? form.dataset.hide : form.dataset.show;
  });
  form.addEventListener('submit', () => {
    for (const field of fields) field.type = 'password'; // browsers keep what text fields held
  });
  fields[fields.length - 1].closest('.field').append(button);
}

for (const form of document.querySelectorAll('form[data-passwords]')) addSwitch(form);
for (const sentence of document.querySelectorAll('[data-strength-of]')) judge(sentence);
