export { hashCertificate } from './certificate.ts';
export { stageWithoutCredentials } from './credentials-stage.ts';
export { decodeUserData } from './decode.ts';
export { isOtherEksEndpoint, sameEndpoint } from './endpoint.ts';
export { isPublishedImage, originOf } from './origin.ts';
