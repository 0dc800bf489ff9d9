import { createHash } from 'node:crypto';
import * as z from 'zod';
import { API_ERRORS } from '../../shared/errors.ts';
import type { Operation } from '../../shared/operation.ts';
import { errorsOf, takesBody } from './openapi.ts';
import { ERROR_WORDS } from './words.ts';

/** The readable reference: one page, made from the contract, with no scripts and nothing from elsewhere. */

const STYLE = `
:root{color-scheme:light dark;--text:#1c2126;--quiet:#4a535c;--surface:#fff;--raised:#f3f5f7;--line:#7b858f;--action:#0a4d8c}
@media (prefers-color-scheme:dark){:root{--text:#eef1f4;--quiet:#bcc5cd;--surface:#15191d;--raised:#20262c;--line:#8a949d;--action:#8fc4ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main,header,footer{max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:28px;line-height:1.2;margin:0 0 .5rem}h2{font-size:20px;margin:2.5rem 0 1rem}h3{font-size:16px;margin:0 0 .25rem}h4{font-size:13px;margin:1rem 0 .25rem}
p{max-width:66ch;margin:0 0 .75rem}a{color:var(--action)}
:focus-visible{outline:3px solid var(--action);outline-offset:2px}
code,pre{font:14px/1.5 ui-monospace,monospace}
pre{margin:.25rem 0;padding:.75rem;background:var(--surface);border:1px solid var(--line);border-radius:6px;overflow:auto;max-height:24rem}
article{background:var(--raised);border-radius:8px;padding:1rem 1.25rem;margin:0 0 1rem}
.call{font-weight:600;overflow-wrap:anywhere}.quiet{color:var(--quiet)}
nav ul,.errors{padding-left:1.25rem;margin:.25rem 0}nav li{margin:.25rem 0}
summary{cursor:pointer;min-height:24px}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem}
`;

/** Nothing but the page's own style, named by its hash. */
export const REFERENCE_PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const AREA_NAMES: Readonly<Record<Operation['area'], string>> = {
  service: 'The service itself',
  'sign-in': 'Sign-in',
  'customer-service': 'Customer Service Vu',
  control: 'Control',
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function accessInWords({ access }: Operation): string {
  switch (access.kind) {
    case 'public':
      return 'Anyone may call this.';
    case 'challenge':
      return 'Needs a challenge token.';
    case 'session':
      return [
        access.permission === 'signed-in' ? 'Needs a session token.' : `Needs a session token and the permission ${access.permission}.`,
        access.stepUp ? 'A second factor must have been given in the last few minutes.' : '',
        access.whileLocked ? 'Works while the session is locked.' : '',
      ]
        .filter((part) => part !== '')
        .join(' ');
  }
}

function schema(title: string, value: z.ZodType, io: 'input' | 'output'): string {
  const { $schema, ...rest } = z.toJSONSchema(value, { target: 'draft-2020-12', io });
  return `<details><summary>${title}</summary><pre tabindex="0">${escaped(JSON.stringify(rest, null, 2))}</pre></details>`;
}

function article(operation: Operation): string {
  const errors = errorsOf(operation).map((code) => `<li><code>${API_ERRORS[code]} ${code}</code></li>`);
  return `<article id="${operation.name}" aria-labelledby="${operation.name}-name">
<h3 id="${operation.name}-name">${operation.name}</h3>
<p class="call"><code>${operation.method} ${escaped(operation.path)}</code></p>
<p>${escaped(operation.summary)}</p>
<p class="quiet">${accessInWords(operation)}</p>
${takesBody(operation) ? schema('Body', operation.body, 'input') : ''}
${schema('Answer', operation.answer, 'output')}
<details><summary>Refusals</summary><ul class="errors">${errors.join('')}</ul></details>
</article>`;
}

/** The whole page as HTML. */
export function referencePage(operations: readonly Operation[]): string {
  const areas = [...new Set(operations.map((operation) => operation.area))];
  const contents = operations.map(
    (each) => `<li><a href="#${each.name}">${each.name}</a> <span class="quiet">${escaped(each.summary)}</span></li>`,
  );
  const sections = areas.map(
    (area) => `<section aria-labelledby="area-${area}"><h2 id="area-${area}">${AREA_NAMES[area]}</h2>
${operations
  .filter((operation) => operation.area === area)
  .map(article)
  .join('\n')}</section>`,
  );
  const errors = Object.entries(API_ERRORS).map(
    ([code, status]) =>
      `<tr><td><code>${code}</code></td><td>${status}</td><td>${escaped(ERROR_WORDS[code as keyof typeof API_ERRORS])}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Vu API reference</title><style>${STYLE}</style></head><body>
<a class="skip" href="#operations">Skip to the operations</a>
<header><h1>Vu API reference</h1>
<p>Bodies and answers are JSON. A token goes in the header <code>Authorization: Bearer …</code>. Every answer carries <code>x-request-id</code>, which finds the request in the server’s log. The same as a document for programs: <a href="/v1/openapi.json">OpenAPI 3.1</a>.</p>
<nav aria-label="Operations"><ul>${contents.join('')}<li><a href="#refusals">Refusals</a></li></ul></nav></header>
<main id="operations">${sections.join('\n')}
<section aria-labelledby="refusals"><h2 id="refusals">Refusals</h2>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">What it means</th></tr></thead><tbody>${errors.join('')}</tbody></table></section></main>
</body></html>
`;
}
