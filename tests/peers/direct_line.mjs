// directlinejs under node, driven line by line: what it is told comes in as JSON, what it hears goes out as JSON.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [peers, options] = process.argv.slice(2);
const require = createRequire(`${peers}/`);
globalThis.XMLHttpRequest = require("xhr2");
let stream;
globalThis.WebSocket = class extends require("ws") {
  constructor(...given) {
    super(...given);
    stream = this;
  }
};
const { DirectLine } = require("botframework-directlinejs");

const tell = (word, value) => process.stdout.write(JSON.stringify([word, value]) + "\n");
const line = new DirectLine({ ...JSON.parse(options), timeout: 2000, pollingInterval: 200, random: () => 0 });
line.connectionStatus$.subscribe((status) => tell("status", status));
line.activity$.subscribe(
  (activity) => tell("heard", activity),
  (trouble) => tell("over", String(trouble.message ?? trouble.type)),
);

const orders = {
  post: (activity) => line.postActivity(activity).subscribe((id) => tell("posted", id), ({ status }) => tell("refused", status)),
  refresh: () => line.refreshToken().subscribe((token) => tell("token", (line.token = token)), ({ status }) => tell("refused", status)),
  where: () => tell("where", { conversationId: line.conversationId, watermark: line.watermark, token: line.token }),
  cut: () => stream.terminate(),
};
createInterface({ input: process.stdin }).on("line", (text) => {
  const [order, value] = JSON.parse(text);
  orders[order](value);
});
