import { Agent, request } from 'node:http';

/** Posts bodies one after another on `connections` kept-alive connections; fulfils when all were answered 2xx. */
export async function postAll(
  url: string,
  headers: Readonly<Record<string, string>>,
  bodies: () => Iterator<string>,
  connections: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const queue = bodies();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next())
      await post(agent, url, headers, next.value);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}

/** One POST; rejects for an answer other than 2xx. */
export function post(
  agent: Agent,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const sent = request(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': length } },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          if ((answer.statusCode ?? 500) < 300) resolve();
          else reject(new Error(`answered ${answer.statusCode}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
