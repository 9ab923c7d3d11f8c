export { type ServedMachine, type SiteServer, type SiteServerOptions, serveSite } from './host/serve.ts';
