// Loaded before a server that would listen to the whole network: it listens to this machine alone.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...more) {
  return listen.call(this, port, ...(typeof port === "number" ? ["127.0.0.1"] : []), ...more);
};
