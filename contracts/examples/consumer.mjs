// Reads alerts with Node and no package: Redis' protocol is text over a socket.
//
//   node consumer.mjs [HOST:PORT or /path/of/socket] [PREFIX]
//
// Its own group, from the first alert on; acknowledges after the body, and remembers what it has handled.
import net from "node:net";

const [where = "localhost:6379", prefix = "{newsbell}"] = process.argv.slice(2);
const [stream, group, me] = [`${prefix}:alerts`, "crm-node", "node-1"];

function handle(alert) { // the body: replace it with your own work
  const status = alert.events.map((event) => `${event.type}: ${event.status}`).join(", ");
  console.log(`${alert.id} [${alert.severity}] ${alert.headline} (${status})`);
}

const [host, port] = where.split(":");
const socket = net.connect(where.startsWith("/") ? { path: where } : { host, port: Number(port) });
socket.on("close", () => { console.error(`no connection to ${where}`); process.exit(1); });
socket.on("error", () => {}); // "close" follows

// An answer is a line: +text, -error, :number, $length of the bytes that follow, *length of the list that follows.
let received = Buffer.alloc(0), wake = () => {};
socket.on("data", (bytes) => { received = Buffer.concat([received, bytes]); wake(); });
async function read(length) { // `length` bytes, or a line when it is not given
  for (;;) {
    const end = length === undefined ? received.indexOf("\r\n") : received.length >= length + 2 ? length : -1;
    if (end >= 0) {
      const part = received.subarray(0, end);
      received = received.subarray(end + 2);
      return part.toString();
    }
    await new Promise((more) => { wake = more; });
  }
}
async function answer() {
  const line = await read(), value = line.slice(1), count = Number(value);
  if (line[0] === "-") throw new Error(value);
  if (line[0] === ":") return count;
  if (line[0] === "$") return count < 0 ? null : read(count);
  if (line[0] !== "*") return value;
  if (count < 0) return null;
  const list = [];
  for (let i = 0; i < count; i++) list.push(await answer());
  return list;
}
function call(...words) {
  socket.write(`*${words.length}\r\n` + words.map((w) => `$${Buffer.byteLength(`${w}`)}\r\n${w}\r\n`).join(""));
  return answer();
}

async function handleOnce(event) { // the same source and id again is the same alert again
  const seen = `${group}:seen:${event.source}:${event.id}`;
  if (await call("EXISTS", seen)) return;
  handle(event.data);
  await call("SET", seen, 1, "EX", 7 * 24 * 3600);
}

await call("XGROUP", "CREATE", stream, group, "0", "MKSTREAM").catch((error) => {
  if (!error.message.startsWith("BUSYGROUP")) throw error;
});
for (let start = "0"; ;) { // first what a crash left behind, then ">": what is new
  const answers = await call("XREADGROUP", "GROUP", group, me, "COUNT", 10, "BLOCK", 2000, "STREAMS", stream, start);
  const entries = answers?.[0][1] ?? [];
  for (const [id, fields] of entries) {
    if (fields) await handleOnce(JSON.parse(fields[fields.indexOf("__data__") + 1])); // null: trimmed while it waited
    await call("XACK", stream, group, id);
  }
  if (!entries.length) start = ">";
}
