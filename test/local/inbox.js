// Shows new mails by themselves: reloads the list, unless someone is filling in the panel; then it only says so.
const shown = Number(document.currentScript.dataset.count);

setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch("/inbox.json").catch(() => null);
  if (!answer?.ok) return;
  const { mails } = await answer.json();
  const statuses = mails.map((mail) => mail.status).join();
  const changed = mails.length !== shown || statuses !== (sessionStorage.statuses ?? statuses);
  sessionStorage.statuses = statuses;
  if (!changed) return;
  if (document.activeElement?.closest("form")) document.querySelector(".fresh").hidden = false;
  else location.reload();
}, 1500);
