/** The page of a job: asks how far it is, until it is over. Without this script a link does the same. */

const PAUSE = 1000; // milliseconds between two questions
const part = (card, name) => card.querySelector(`[data-job-${name}]`);

/** Shows what the server says of the job. */
function show(card, job) {
  part(card, 'title').textContent = job.title;
  part(card, 'percent').textContent = job.progress;
  part(card, 'progress').querySelector('progress').value = job.progress;
  part(card, 'progress').hidden = job.over || job.silent;
  const message = part(card, 'message');
  if (message.textContent !== job.message) message.textContent = job.message; // said once to a screen reader
  message.classList.toggle('bad', job.silent || job.state === 'failed');
  const file = part(card, 'file');
  file.hidden = !job.file;
  if (job.file) file.href = job.file;
  part(card, 'again').hidden = job.state === 'done';
}

/** Asks again and again; what does not answer is asked later, and the link to reload stays. */
async function follow(card) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const job = await fetch(card.dataset.job, { headers: { Accept: 'application/json' } })
      .then((answer) => (answer.ok && !answer.redirected ? answer.json() : null))
      .catch(() => null);
    if (job) show(card, job);
    if (job?.over) return;
  }
}

for (const card of document.querySelectorAll('[data-job]')) follow(card);
