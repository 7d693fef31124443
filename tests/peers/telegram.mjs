// A Telegram that nobody here wrote, on the port it is told; says so when it listens, and ends with its input.
import { createRequire } from "node:module";

const [peers, port] = process.argv.slice(2);
const TelegramServer = createRequire(`${peers}/`)("telegram-test-api");
await new TelegramServer({ host: "127.0.0.1", port: Number(port) }).start();
process.stdout.write("open\n");
process.stdin.on("end", () => process.exit(0)).resume();
