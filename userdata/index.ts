export { hashCertificate } from './certificate.ts';
export { decodeUserData } from './decode.ts';
