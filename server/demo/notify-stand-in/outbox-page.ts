import { type Notification, type Status, standing } from './store.ts';

/** A message as its reader sees it. */
export interface OutboxMessage {
  readonly id: string;
  /** The number or address as it was given to Notify. */
  readonly to: string;
  /** Of an e-mail; a text message has none. */
  readonly subject?: string;
  /** What the phone shows, service name included. */
  readonly body: string;
  readonly status: Status;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export function outboxMessage(notification: Notification, now: number): OutboxMessage {
  return {
    id: notification.id,
    to: notification.to,
    ...(notification.subject !== null && { subject: notification.subject }),
    body: notification.handsetBody,
    status: standing(notification, now).status,
    createdAt: new Date(Math.floor(notification.createdAt / 1000)).toISOString(),
  };
}

/** Only this page's own files, and nothing that could send what it shows elsewhere. */
export const OUTBOX_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  cancelled: 'Cancelled',
  created: 'Taken by Notify',
  sending: 'On its way',
  sent: 'Sent abroad',
  delivered: 'Delivered',
  pending: 'Phone off, still trying',
  failed: 'Failed',
  'technical-failure': 'Failed at Notify',
  'temporary-failure': 'Phone off or mailbox full, given up',
  'permanent-failure': 'No such number or address',
  'pending-virus-check': 'Being checked',
  'validation-failed': 'Failed its checks',
  'virus-scan-failed': 'Failed its checks',
  'returned-letter': 'Returned',
};

/** The outbox as a page for people. It works without its script, which only spares them reloading it. */
export function outboxPage(notifications: readonly Notification[], now: number): string {
  const items = notifications.map((notification) => outboxItem(notification, now)).join('\n');
  const count = notifications.length;
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Messages – Notify stand-in</title>
<link rel="stylesheet" href="/outbox/page.css">
<script src="/outbox/page.js" defer></script>
</head>
<body>
<header>
<h1>Messages</h1>
<p>Made-up phones and mailboxes on this computer, newest message first. Nothing here was really sent. <a href="/outbox">Show new messages</a></p>
<label hidden id="follow-label"><input type="checkbox" id="follow" checked> Show new messages as they come</label>
<p role="status" id="news" class="quiet"></p>
</header>
<main id="messages" data-count="${count}">
${count === 0 ? '<p>No messages yet.</p>' : `<ol>\n${items}\n</ol>`}
</main>
</body>
</html>
`;
}

function outboxItem(notification: Notification, now: number): string {
  const { status } = standing(notification, now);
  const at = new Date(Math.floor(notification.createdAt / 1000));
  const time = at.toLocaleTimeString('en-GB', { timeZone: 'Europe/London' });
  return `<li id="m-${notification.id}">
<h2>${notification.subject === null ? 'Text message' : 'E-mail'} to ${escaped(notification.to)}</h2>
${notification.subject === null ? '' : `<p class="subject">${escaped(notification.subject)}</p>\n`}${notification.code === null ? '' : `<p class="code">${escaped(notification.code)}</p>\n`}<p>${escaped(notification.handsetBody).replaceAll('\n', '<br>')}</p>
<p class="quiet"><span class="status ${status}">${STATUS_WORDS[status]}</span> · <time datetime="${at.toISOString()}">${time}</time></p>
</li>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

export const OUTBOX_STYLE = `:root { color-scheme: light dark; --text: #16202a; --quiet: #3d4a57; --surface: #f6f8f9; --raised: #fff; --line: #7a8894; --strong: #0b4a6f; --bad: #8f1d1d; --good: #12512f; }
@media (prefers-color-scheme: dark) { :root { --text: #f1f4f6; --quiet: #c3cdd6; --surface: #14191e; --raised: #1e252c; --line: #7f8d99; --strong: #9bd4f7; --bad: #ffb3ad; --good: #9fe0b8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 44rem; font: 1rem/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; color: var(--text); background: var(--surface); }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 1rem; margin: 0; font-variant-numeric: tabular-nums; }
p { margin: 4px 0; overflow-wrap: anywhere; }
a { color: var(--strong); }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
label { display: inline-flex; gap: 8px; align-items: center; min-height: 32px; }
label[hidden] { display: none; }
input { width: 20px; height: 20px; accent-color: var(--strong); }
ol { list-style: none; margin: 16px 0 0; padding: 0; display: grid; gap: 12px; }
li { padding: 16px; background: var(--raised); border: 1px solid var(--line); border-radius: 8px; }
.code { font: 700 2.25rem/1.3 "Atkinson Hyperlegible Mono", ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; letter-spacing: 0.12em; color: var(--strong); user-select: all; }
.subject { font-weight: 700; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
.status { font-weight: 700; }
.delivered, .sent { color: var(--good); }
.permanent-failure, .temporary-failure, .technical-failure, .failed { color: var(--bad); }
`;

/** Looks for news each second and swaps the list only when it changed, so that a selection or focus isn't lost for nothing. */
export const OUTBOX_SCRIPT = `const every = 1000;
const follow = document.getElementById('follow');
const news = document.getElementById('news');
document.getElementById('follow-label').hidden = false;
const look = async () => {
  if (!follow.checked || document.hidden) return;
  try {
    const answer = await fetch('/outbox', { headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('messages');
    const shown = document.getElementById('messages');
    if (fresh.innerHTML === shown.innerHTML) return;
    const more = Number(fresh.dataset.count) - Number(shown.dataset.count);
    shown.replaceWith(document.adoptNode(fresh));
    if (more > 0) news.textContent = more === 1 ? 'A new message.' : more + ' new messages.';
  } catch {
    news.textContent = 'The stand-in has stopped.';
  }
};
setInterval(look, every);
`;
