declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** A DynamoDB API over HTTP; in memory when no path is given. */
  export default function dynalite(options?: {
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
}
