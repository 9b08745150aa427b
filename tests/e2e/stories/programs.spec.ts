// Programs: a page that was written for the API before Tring was, and the guide that calls a customer from a CRM.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expectConversation } from '../support/conversation.ts';
import { expect, test } from '../support/test.ts';

const run = promisify(execFile);
const file = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

test('a client that knows nothing of us works as it is, in a signed-in page', async ({ world, inbox }) => {
  const client = await file('../support/seed_client.js');
  const token = await world.token();
  const inPage = <T>(call: string): Promise<T> =>
    inbox.page.evaluate(`(async () => { const token = ${JSON.stringify(token)}; ${client}; return await ${call}; })()`);
  const contact = await world.post(token, '/api/contacts', { name: 'Jane Smith', phone_number: '+4915112345678' });
  expect(await inPage('checkEligibility(' + contact.data.id + ')')).toBe(true);

  const said: string[] = [];
  inbox.page.on('console', (line) => said.push(line.text()));
  await inPage("initiateCall('+4915112345678')");
  await expect.poll(() => said.join('\n')).toMatch(/Call initiated: call_[0-9a-f]+/);
  await world.simulator.script({ answer: 'after', answer_after_ms: 500 });
  await inbox.startsCall();
  await expectConversation(world, inbox);

  // The number is in a call already: the page's own words for it are the proxy's sentence.
  await inPage("initiateCall('+4915112345678')");
  await expect.poll(() => said.join('\n')).toMatch(/Error: There is a call with this contact already/);
});

test('the guide for integrators does what it says', async ({ world, inbox }, info) => {
  const guide = await file('../../../docs/api/guide.md');
  const environment = { ...process.env, TRING: world.url, TOKEN: await world.token() };
  await world.simulator.script({ answer: 'after', answer_after_ms: 500 });
  const kept = info.outputPath('variables.sh');
  await mkdir(info.outputDir, { recursive: true });
  await writeFile(kept, '');
  for (const { command, expected, note } of steps(guide)) {
    if (note === 'start') {
      await inbox.startsCall();
      await expectConversation(world, inbox);
      continue;
    }
    if (note === 'end') {
      await inbox.button('Hang up').click();
      await inbox.says(/Call ended/);
      continue;
    }
    // What a block has set is there for the next, as in a reader's terminal.
    const set = [...command.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => `declare -p ${name} >> ${kept}`).join('\n');
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', `. ${kept}\n${command}\n${set}`], { env: environment });
    if (expected) expectShape(JSON.parse(stdout), JSON.parse(expected), command);
  }
});

type Step = { command: string; expected?: string; note?: string };

/** The guide's `sh` blocks, each with the `json` block that follows it, and its notes for the test. */
function steps(guide: string): Step[] {
  const found: Step[] = [];
  for (const [, language, text, note] of guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$|^<!-- test: (\w+) -->$/gm)) {
    if (note) found.push({ command: '', note });
    else if (language === 'sh') found.push({ command: text! });
    else if (language === 'json' && found.length > 0) found.at(-1)!.expected = text;
  }
  expect(found.filter(({ command }) => command).length, 'the guide to have commands').toBeGreaterThan(4);
  return found;
}

/** `actual` has every key of `expected`, with a value of the same type. */
function expectShape(actual: unknown, expected: unknown, where: string): void {
  if (Array.isArray(expected)) {
    expect(Array.isArray(actual), `${where}: a list`).toBe(true);
    if (expected.length > 0) expectShape((actual as unknown[])[0], expected[0], where);
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      expect(Object.keys(actual as object), where).toContain(key);
      expectShape((actual as Record<string, unknown>)[key], value, `${where} ${key}`);
    }
  } else {
    expect(typeof actual, where).toBe(typeof expected);
  }
}
