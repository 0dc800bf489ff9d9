import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { IDENTITY } from '../../build/dist/identity.ts';
import { checkout } from '../../build/folders.mjs';
import { SERVER_NODE_ARGUMENTS } from '../../build/server-process.mjs';
import { runOperator } from '../../server/control/run-operator.ts';
import { COMMANDS, runControl } from '../../server/demo/notify-stand-in/control.ts';
import { FAULT_KINDS } from '../../server/demo/notify-stand-in/faults.ts';
import { startNotifyStandIn } from '../../server/demo/notify-stand-in/stand-in.ts';
import { STATUSES } from '../../server/demo/notify-stand-in/store.ts';
import { ALERT_TEMPLATES, EMAIL_KINDS, EMAIL_TEMPLATES, TEMPLATES } from '../../server/notify/template.ts';

const read = (file: string): string => readFileSync(path.join(checkout, file), 'utf8');
const PAGES = ['README.md', ...readdirSync(path.join(checkout, 'docs/it')).map((name) => `docs/it/${name}`)];
const RUNNING = 'docs/it/running-the-api.md';

/** The sources of a folder as one text. */
function sourcesOf(folder: string): string {
  return readdirSync(path.join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?ts$|\.mjs$/.test(name))
    .map((name) => read(path.join(folder, name)))
    .join('\n');
}

const namesIn = (text: string): Set<string> => new Set(text.match(/\bVU_[A-Z_]*[A-Z]\b/g));
const both = `${read('server/configuration.ts')}\n${sourcesOf('build')}`;

/** The operator's help: what each command is called, and its options. */
async function operatorHelp(): Promise<Map<string, string>> {
  let help = '';
  const write = (text: string): void => {
    help += text;
  };
  await runOperator(['help'], { environment: {}, write, writeError: write });
  const lines = [...help.matchAll(/^ {2}([a-z].*)$/gm)].map(([, line = '']) => line);
  return new Map(lines.map((line) => [/^[a-z-]+(?: [a-z-]+)?(?= |$)/.exec(line.replace('on|off|show', ''))?.[0] ?? line, line]));
}

describe.each(PAGES)('in %s', (page) => {
  const text = read(page);

  test('every setting that is named exists', () => {
    const known = namesIn(both);
    expect([...namesIn(text)].filter((name) => !known.has(name))).toEqual([]);
  });

  test('every command of the project that is named exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm run (?:--silent )?([a-z:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test('every command of the operator that is named exists, with the options that it is given', async () => {
    const help = await operatorHelp();
    const written = [...text.matchAll(/npm run operator -- (?!help\b)([^\n`]+)|`(user [a-z-]+)/g)].map(
      ([, long, short]) => long ?? short ?? '',
    );
    for (const command of written) {
      const words = command.replace(/^--env-file \S+ /, '');
      const name = [...help.keys()].find((each) => words === each || words.startsWith(`${each} `));
      expect(name, command).toBeDefined();
      for (const [option] of words.matchAll(/--[a-z-]+/g)) expect(help.get(name ?? ''), command).toContain(option);
    }
  });

  test('every file that is linked to is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(path.resolve(checkout, path.dirname(page), link)))).toEqual([]);
  });
});

test('the templates to make in Notify are in README.md word for word', () => {
  const quoted = read('README.md').match(/(?<=^> ).*$/gm);
  const contents = [TEMPLATES.en, TEMPLATES.cy, ALERT_TEMPLATES.en, ALERT_TEMPLATES.cy].map(({ content }) => content);
  const emails = EMAIL_KINDS.flatMap((kind) => [EMAIL_TEMPLATES[kind].en, EMAIL_TEMPLATES[kind].cy]);
  expect(quoted).toEqual([...contents, ...emails.flatMap(({ content }) => content.split('\n\n'))]);
  for (const { subject } of emails) expect(read('README.md')).toContain(`\`${subject}\``);
});

test('what can be arranged at the stand-in for Notify is in README.md, with bodies that it takes and every fault that there is', async () => {
  const readme = read('README.md');
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| `(\{.*?\})` \| (.*) \|$/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(COMMANDS).sort());
  const standIn = await startNotifyStandIn();
  const filled = (body: string) =>
    body.replace('"id": "…"', `"id": "${crypto.randomUUID()}"`).replace('"url": "…"', '"url": "http://127.0.0.1:1"');
  for (const [, name = '', body = ''] of rows) {
    // No message has that id; everything else is as it wants it.
    expect([name, await runControl(standIn.control, name, JSON.parse(filled(body)))]).toEqual([name, name === 'set-status' ? 404 : 200]);
  }
  await standIn.close();
  const told = (name: string) =>
    [...(rows.find(([, each]) => each === name)?.[0] ?? '').matchAll(/[`"]([a-z-]+)[`"]/g)].map(([, word]) => word);
  expect(FAULT_KINDS.filter((kind) => !told('fail').includes(kind))).toEqual([]);
  const statuses: readonly (string | undefined)[] = STATUSES;
  expect(told('set-status').filter((word) => !statuses.includes(word))).toEqual(['set-status', 'id', 'status', 'id']);
});

test('every setting of the API is on the page about running it', () => {
  const settings = read('server/configuration.ts').match(/^ {2}(?:VU_[A-Z_]+|DATABASE_URL|LISTEN)(?=:)/gm) ?? [];
  expect(settings.length).toBeGreaterThan(15);
  const page = read(RUNNING);
  expect(settings.map((name) => name.trim()).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the service runs the API as npm run server does, with what keeps its memory small', () => {
  expect(read(RUNNING)).toContain(`/bin/node ${SERVER_NODE_ARGUMENTS.join(' ')} server/main.ts\n`);
});

test('every table of the database is on the page about data protection, and no other', () => {
  const folder = 'server/database/migrations';
  const migrations = readdirSync(path.join(checkout, folder)).map((name) => read(`${folder}/${name}`));
  const tablesAfter = (word: RegExp) => migrations.flatMap((sql) => [...sql.matchAll(word)].map(([, name]) => name));
  const dropped = tablesAfter(/^drop table (\w+)/gm);
  const tables = tablesAfter(/^create (?:unlogged )?table (\w+)/gm).filter((name) => !dropped.includes(name));
  const rows = read('docs/it/data-protection.md').match(/^\| (`\w+`(?:, `\w+`)*) \|/gm) ?? [];
  const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(tables.sort());
});

test('what is kept for so many days is kept for that many', () => {
  const housekeeping = read('server/sign-in/housekeeping.ts');
  const page = read('docs/it/data-protection.md');
  const days = (name: string) => Number(new RegExp(`const ${name} = (\\d+);`).exec(housekeeping)?.[1]);
  expect(page).toMatch(new RegExp(`^\\| \`sign_ins\` .*\\| ${days('SIGN_INS_DAYS')} days \\|$`, 'm'));
  expect(page).toMatch(new RegExp(`^\\| \`sends\` .*\\| ${days('KEPT_DAYS')} days \\|$`, 'm'));
});

test('what Windows finds an installation by is on the page about deploying', () => {
  const page = read('docs/it/deploy.md');
  for (const name of [IDENTITY.msiUpgradeCode, IDENTITY.nsisGuid, IDENTITY.appId]) expect(page).toContain(name);
});
