// Servers as child processes: started on a free port, waited for until they answer, stopped with the test.
import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set: run the tests with \`cargo xtask e2e\``);
  return value;
}

/**
 * A port that nobody listens on. It lies below those that systems give to outgoing connections, so that no browser
 * takes it before the server has started, or while it is away.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(() => true, () => false);
    if (!isFree) continue;
    await new Promise((closed) => server.close(closed));
    return port;
  }
}

/** What a command prints. */
export async function ask(program: string, args: string[], env: Record<string, string>): Promise<string> {
  const { stdout } = await execute(program, args, { env: { ...process.env, ...env } });
  return stdout.trim();
}

export class Server {
  private constructor(private child: ChildProcess, private output: string[]) {}

  static async start(program: string, args: string[], env: Record<string, string>, health: string): Promise<Server> {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: string[] = [];
    child.stdout!.on('data', (chunk) => output.push(String(chunk)));
    child.stderr!.on('data', (chunk) => output.push(String(chunk)));
    const server = new Server(child, output);
    await server.answers(health);
    return server;
  }

  /** All that it has said, for the report of a failed test. */
  get log(): string {
    return this.output.join('');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
  }

  private async answers(health: string): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`it stopped at once:\n${this.log}`);
      const ok = await fetch(health).then((response) => response.ok, () => false);
      if (ok) return;
      await new Promise((tick) => setTimeout(tick, 25));
    }
    throw new Error(`no answer from ${health}:\n${this.log}`);
  }
}
