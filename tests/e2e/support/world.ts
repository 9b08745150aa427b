// A world for one test: a proxy with its own database, a simulator, a team, and agents.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, ask, freePort, required } from './process.ts';
import type { Place } from './providers.ts';
import { Simulator } from './simulator.ts';

const numberId = '106540352242922';
const businessNumber = '+15550001111';
const secrets = {
  TRING_ACCESS_TOKEN: 'test-access-token',
  TRING_WEBHOOK_SECRET: 'test-webhook-secret',
  TRING_VERIFY_TOKEN: 'test-verify-token',
};

export class World {
  readonly simulator: Simulator;
  readonly url: string;
  private proxy!: Server;
  private phone!: Server;

  private constructor(private data: string, private proxyPort: number, simulatorPort: number) {
    this.url = `http://localhost:${proxyPort}`;
    this.simulator = new Simulator(`http://localhost:${simulatorPort}`);
  }

  static async start(): Promise<World> {
    const data = await mkdtemp(join(tmpdir(), 'tring-'));
    const world = new World(data, await freePort(), await freePort());
    await world.seed();
    await Promise.all([world.startSimulator(), world.startProxy()]);
    return world;
  }

  get phonePage(): string {
    return `${this.simulator.url}/`;
  }

  /** A one-time sign-in link for a new or known agent. */
  async link(agent: string, role: 'agent' | 'admin' = 'agent'): Promise<string> {
    const email = `${agent.toLowerCase()}@example.com`;
    await this.cli('user', 'add', '--team', 'Test team', '--name', agent, '--email', email, '--role', role, '--if-absent');
    return this.cli('user', 'link', '--email', email);
  }

  async token(): Promise<string> {
    return this.cli('token', 'add', '--team', 'Test team', '--name', 'test');
  }

  /** A program's request; the body of its answer. */
  async post(token: string, path: string, body: unknown): Promise<any> {
    return this.send('POST', token, path, body);
  }

  /** What a program reads. */
  async get(token: string, path: string): Promise<any> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  }

  /** The same as `post` with another method. */
  async send(method: 'POST' | 'PUT', token: string, path: string, body: unknown): Promise<any> {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  /** A channel at the provider whose number this is, for the team's calls from now on. */
  async channelAt(place: Place): Promise<void> {
    const key = `test-webhook-key-${place.provider}`;
    await this.simulator.number(place.numberId, {
      dialect: place.provider, display_number: place.number, token: secrets.TRING_ACCESS_TOKEN,
      webhook_secret: secrets.TRING_WEBHOOK_SECRET, webhook_url: `${this.url}/api/webhook/${place.provider}/${key}`,
      ...(place.accountId && { account_id: place.accountId }),
    });
    await this.cli(
      'channel', 'add', '--team', 'Test team', '--name', place.title, '--provider', place.provider, '--number', place.number,
      '--number-id', place.numberId, '--base-url', `${this.simulator.url}${place.path}`, '--webhook-key', key, '--default',
      ...(place.accountId ? ['--account-id', place.accountId] : []),
    );
  }

  /** The proxy dies without a word. */
  async killProxy(): Promise<void> {
    await this.proxy.stop('SIGKILL');
  }

  async stopProxy(): Promise<void> {
    await this.proxy.stop();
  }

  async startProxy(): Promise<void> {
    this.proxy = await Server.start(
      required('TRING_PROXY'),
      ['serve', '--listen', `127.0.0.1:${this.proxyPort}`, '--pages', required('TRING_PAGES'), '--allow-private-provider-urls'],
      this.environment,
      `${this.url}/health`,
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.proxy?.stop(), this.phone?.stop()]);
    await rm(this.data, { recursive: true, force: true });
  }

  get log(): string {
    return `--- proxy\n${this.proxy?.log}\n--- simulator\n${this.phone?.log}`;
  }

  private async startSimulator(): Promise<void> {
    const port = new URL(this.simulator.url).port;
    this.phone = await Server.start(
      required('TRING_SIMULATOR'),
      [
        '--listen', `127.0.0.1:${port}`, '--meta-number-id', numberId, '--meta-number', businessNumber,
        '--meta-token', secrets.TRING_ACCESS_TOKEN, '--meta-app-secret', secrets.TRING_WEBHOOK_SECRET,
        '--webhook-url', `${this.url}/api/webhook/meta/test-webhook-key`,
      ],
      {},
      `${this.simulator.url}/sim/health`,
    );
  }

  private async seed(): Promise<void> {
    await this.cli('migrate');
    await this.cli('team', 'add', 'Test team', '--if-absent');
    await this.cli(
      'channel', 'add', '--team', 'Test team', '--name', 'Demo shop', '--provider', 'meta', '--number', businessNumber,
      '--number-id', numberId, '--base-url', `${this.simulator.url}/v23.0`, '--webhook-key', 'test-webhook-key', '--if-absent',
    );
  }

  private cli(...args: string[]): Promise<string> {
    return ask(required('TRING_PROXY'), args, this.environment);
  }

  private get environment(): Record<string, string> {
    return { ...secrets, TRING_DATA: this.data, TRING_PUBLIC_URL: this.url };
  }
}
