// A receiver in Node that checks each event with the library of Standard Webhooks: 204, or 400.
// node receiver.mjs FOLDER KEY MILLISECONDS: where the library is, the key, and what time it is.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { Webhook } = createRequire(`${process.argv[2]}/`)("standardwebhooks");
Date.now = () => Number(process.argv[4]);
const webhook = new Webhook(process.argv[3]);

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    try {
      console.log(webhook.verify(body, request.headers).type);
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(400).end(error.message);
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
